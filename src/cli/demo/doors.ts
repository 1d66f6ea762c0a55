import { z } from 'zod';

import { reservationOfName } from '../../stay/keys.ts';
import type { SandboxSite } from '../local/sandbox-site.ts';

/** For each reservation with an open door at a moment, the entrances that open for it. */
export interface DoorSample {
  /** Between these two instants the doors were like this. Epoch milliseconds. */
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly openFor: ReadonlyMap<string, ReadonlySet<string>>;
}

const doorsSchema = z.object({
  doors: z.array(
    z.object({
      acs_entrance_id: z.string(),
      opens_for: z.array(z.object({ full_name: z.string() })),
    }),
  ),
});

const objectsSchema = z.object({
  user_identities: z.array(z.unknown()),
  acs_users: z.array(z.unknown()),
  credentials: z.array(z.unknown()),
  memberships: z.array(z.unknown()),
});

const ANSWERED_WITHIN_MS = 30_000;

/** Asks the sandbox's model doors whom they let in at this moment. */
export async function readDoors(site: SandboxSite): Promise<DoorSample> {
  const askedAt = Date.now();
  const { doors } = doorsSchema.parse(await ask(site, '/_sandbox/doors'));
  const answeredAt = Date.now();
  const openFor = new Map<string, Set<string>>();
  for (const door of doors) {
    for (const user of door.opens_for) {
      // A Salto KS mobile guide names the user by the reservation id alone.
      const reservationId = reservationOfName(user.full_name) ?? user.full_name;
      const entrances = openFor.get(reservationId) ?? new Set();
      openFor.set(reservationId, entrances.add(door.acs_entrance_id));
    }
  }
  return { askedAt, answeredAt, openFor };
}

/** What lives in the sandbox, such as "acs users: 2"; what there is none of is not told. */
export async function leftovers(site: SandboxSite): Promise<readonly string[]> {
  const objects = objectsSchema.parse(await ask(site, '/_sandbox/objects'));
  return Object.entries(objects)
    .filter(([, list]) => list.length > 0)
    .map(([kind, list]) => `${kind.replace('_', ' ')}: ${list.length}`);
}

async function ask({ url, apiKey }: SandboxSite, path: string): Promise<unknown> {
  const answer = await fetch(url + path, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to GET ${path}`);
  return answer.json();
}
