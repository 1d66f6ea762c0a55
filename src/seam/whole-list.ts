import type { SeamHttp } from '@seamapi/http';
import type { z } from 'zod';

import type { Connection, UnsentRequest } from './connection.ts';
import type { Call, Page } from './port.ts';

/**
 * Every item of a list, page after page until the call's deadline. Throws `unavailable` if the
 * pages go round in circles: a part of a list is never taken for the whole.
 */
export async function wholeList<T>(
  connection: Connection,
  call: Call,
  request: (seam: SeamHttp) => UnsentRequest,
  page: z.ZodType<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  const unseenPage = page.refine(({ next }) => next === undefined || !seen.has(next), {
    path: ['pagination', 'next_page_cursor'],
  });
  let cursor: string | undefined;
  do {
    const from = cursor;
    const { items, next } = await connection.ask(
      call,
      (seam) => (from === undefined ? request(seam) : request(seam).withPageCursor(from)),
      unseenPage,
    );
    all.push(...items);
    if (next !== undefined) seen.add(next);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}
