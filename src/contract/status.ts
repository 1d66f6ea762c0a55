export type * from '../stay/status.ts';
