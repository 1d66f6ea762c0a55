import { z } from 'zod';

import { invalidInput } from './refusal.ts';
import type { Wire } from './views/wire.ts';

/** What a list can be cut by. */
export interface PageRequest {
  readonly limit?: number | undefined;
  readonly page_cursor?: string | null | undefined;
  readonly created_before?: number | undefined;
}

/** One page of a list and Seam's `pagination` for it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly pagination: Wire;
}

const cursorSchema = z
  .base64()
  .transform((cursor, context) => {
    try {
      return JSON.parse(atob(cursor)) as unknown;
    } catch {
      context.addIssue('Not a cursor');
      return z.NEVER;
    }
  })
  .pipe(z.object({ after: z.int() }));

interface Listed {
  readonly sequence: number;
  readonly createdAt: number;
}

/**
 * Cuts one page out of objects in the order of their creation.
 *
 * The cursor points behind the last object of the page, so that objects which go meanwhile shift nothing.
 *
 * @param url where the list is asked for, without parameters
 */
export function pageOf<Item extends Listed>(
  objects: Iterable<Item>,
  matches: (item: Item) => boolean,
  { limit = 500, page_cursor: cursor, created_before: before }: PageRequest,
  url: string,
): Page<Item> {
  const after = cursor ? readCursor(cursor) : 0;
  const items: Item[] = [];
  for (const item of objects) {
    if (item.sequence <= after || (before !== undefined && item.createdAt >= before)) continue;
    if (!matches(item)) continue;
    if (items.length === limit) return { items, pagination: nextPage(items.at(-1), url) };
    items.push(item);
  }
  const pagination = { has_next_page: false, next_page_cursor: null, next_page_url: null };
  return { items, pagination };
}

function nextPage(last: Listed | undefined, url: string): Wire {
  const cursor = btoa(JSON.stringify({ after: last?.sequence ?? 0 }));
  const next = `${url}?page_cursor=${encodeURIComponent(cursor)}`;
  return { has_next_page: true, next_page_cursor: cursor, next_page_url: next };
}

function readCursor(cursor: string): number {
  const position = cursorSchema.safeParse(cursor);
  if (!position.success) throw invalidInput('Invalid page_cursor');
  return position.data.after;
}
