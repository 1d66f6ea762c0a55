import { setTimeout as delay } from 'node:timers/promises';

import type { Pool } from 'pg';

import { authorization, type Gateway } from './gateway.ts';

interface StayEvent {
  readonly reservationId: string;
  readonly phase: string;
  readonly problem?: { readonly type: string };
}

/** As long as the gateway asks its readers to wait before they come back. */
const AGAIN_AFTER_MS = 2_000;
/** A comment comes every 15 seconds: after a minute of silence the line is dead. */
const SILENT_MS = 60_000;

const KEEP = `
  insert into stays (booking, phase, problem) values ($1, $2, $3)
  on conflict (booking) do update set phase = $2, problem = $3`;

/** Keeps in the database how each stay is, as the gateway's events say, for ever; after a cut it goes on. */
export async function readStates(pool: Pool, gateway: Gateway): Promise<never> {
  let last: string | undefined;
  for (;;) {
    try {
      for await (const { id, data } of events(gateway, last)) {
        const { reservationId, phase, problem } = data;
        await pool.query(KEEP, [reservationId, phase, problem?.type ?? null]);
        // Only now: what is not kept is asked for again.
        last = id;
      }
    } catch {
      // The gateway or the database is away; a process that begins anew is told everything again.
    }
    await delay(AGAIN_AFTER_MS);
  }
}

async function* events(
  gateway: Gateway,
  last: string | undefined,
): AsyncGenerator<{ readonly id: string; readonly data: StayEvent }> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENT_MS);
  try {
    const answer = await fetch(`${gateway.url}/events`, {
      headers: {
        ...authorization(gateway),
        ...(last === undefined ? {} : { 'last-event-id': last }),
      },
      signal: silence.signal,
    });
    if (!answer.ok || answer.body === null) return;
    let rest = '';
    for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
      timer.refresh();
      const parts = (rest + text).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const id = /^id: (.*)$/m.exec(part)?.[1];
        const data = /^data: (.*)$/m.exec(part)?.[1];
        // The rest is comments.
        if (id !== undefined && data !== undefined)
          yield { id, data: JSON.parse(data) as StayEvent };
      }
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}
