export * from '../stay/problems.ts';
