import type { Issue, SeamObject } from '../model/objects.ts';

/** A body or part of one, as it goes over the wire. */
export type Wire = Record<string, unknown>;

/** An instant in Seam's format. */
export function iso(instant: number): string {
  return new Date(instant).toISOString();
}

/** An instant in Seam's format, or null where there is none. */
export function isoOrNull(instant: number | null | undefined): string | null {
  return instant === null || instant === undefined ? null : iso(instant);
}

/** The same fields without those that are undefined: Seam leaves out what it has not got. */
export function present(fields: Wire): Wire {
  for (const key of Object.keys(fields)) if (fields[key] === undefined) delete fields[key];
  return fields;
}

/** Seam's `errors` of an object. */
export function errorsView({ errors }: Pick<SeamObject, 'errors'>): Wire[] {
  return errors.map((issue) => ({ error_code: issue.code, ...issueView(issue) }));
}

/** Seam's `warnings` of an object. */
export function warningsView({ warnings }: Pick<SeamObject, 'warnings'>): Wire[] {
  return warnings.map((issue) => ({ warning_code: issue.code, ...issueView(issue) }));
}

function issueView({ message, createdAt }: Issue): Wire {
  return { message, created_at: iso(createdAt) };
}
