export type * from '../stay/activities-granting.ts';
export type * from '../stay/activities-looking.ts';
export type * from '../stay/activities-planning.ts';
export type * from '../stay/activities-revoking.ts';
export type * from '../stay/activities.ts';
