export type * from '../stay/verdict.ts';
