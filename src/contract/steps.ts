export type * from '../stay/activities.ts';
