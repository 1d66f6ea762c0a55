import { z } from 'zod';

import type { Page } from './port.ts';

/** An id that Seam gave. */
export const id = z.string().min(1);

/** An instant, put into one form (UTC, milliseconds) so that two of them compare as text. */
export const instant = z.iso
  .datetime({ offset: true })
  .transform((at) => new Date(at).toISOString());

/** The answer of a route that has nothing to tell but that it was done. */
export const done = z.object({ ok: z.literal(true) }).transform(() => undefined);

/** The same of a removal: what it removes may still be on its way out. */
export const accepted = done.transform(() => 'accepted' as const);

/** The codes of a resource's errors; Seam's texts may name the guest. */
export const errorCodes = z
  .array(z.object({ error_code: z.string() }))
  .nullish()
  .transform((list) => (list ?? []).map((each) => codeOrMark(each.error_code)));

/** The codes of a resource's warnings. */
export const warningCodes = z
  .array(z.object({ warning_code: z.string() }))
  .nullish()
  .transform((list) => (list ?? []).map((each) => codeOrMark(each.warning_code)));

/** The codes of the changes that have not reached the access system yet. */
export const mutationCodes = z
  .array(z.object({ mutation_code: z.string() }))
  .nullish()
  .transform((list) => (list ?? []).map((each) => codeOrMark(each.mutation_code)));

/** How Seam says that a page is not the last one. */
export const pagination = z
  .object({ has_next_page: z.boolean(), next_page_cursor: z.string().min(1).nullish() })
  .refine((it) => !it.has_next_page || typeof it.next_page_cursor === 'string', {
    path: ['next_page_cursor'],
  })
  .transform((it) => (it.has_next_page ? (it.next_page_cursor ?? undefined) : undefined));

/**
 * The value if it has the form of Seam's codes, such as "acs_user_not_found". A run of four digits
 * could be a PIN or a phone number that an answer echoes.
 */
export function asCode(value: string): string | undefined {
  return /^[a-z][a-z0-9_]{0,63}$/.test(value) && !/\d{4}/.test(value) ? value : undefined;
}

/** Where a code is not one, the object is in trouble all the same. */
function codeOrMark(value: string): string {
  return asCode(value) ?? 'unreadable_code';
}

/** One page of a list whose next page, if there is one, begins at `next`. */
export function toPage<T>(items: readonly T[], next: string | undefined): Page<T> {
  return next === undefined ? { items } : { items, next };
}

/** The same object without the keys that hold nothing. */
export function present<T extends object>(shape: T): Present<T>;
export function present(shape: object): object {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined && value !== null),
  );
}

type Present<T> = {
  [K in keyof T as Extract<T[K], Absent> extends never ? K : never]: T[K];
} & {
  [K in keyof T as Extract<T[K], Absent> extends never ? never : K]?: NonNullable<T[K]>;
};

type Absent = null | undefined;
