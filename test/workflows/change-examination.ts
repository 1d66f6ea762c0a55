import type { Status } from '../../src/contract/status.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { CANAL_DOORS, GARDEN_DOORS, QUAY_DOORS, TOWER_DOORS } from '../support/house.ts';
import { QUIET_MS, type Rig } from '../support/rig.ts';

import { instantOf } from './change-message.ts';
import type { ExpectedAnswer, Line, Member } from './change-roles.ts';
import { seeSite, type Site } from './change-site.ts';
import type { Moment, Opening, System } from './change-table.ts';

/** What shuts by our hand, or moves, has so long for it. */
const GRACE_MS = 20_000;
const LOOKS = 40;
const LOOK_MS = 250;

const DOORS: Readonly<Record<System, Readonly<Record<Opening['place'], readonly string[]>>>> = {
  'Salto KS': {
    'the booked room': CANAL_DOORS,
    'the next room': GARDEN_DOORS,
    'the room in the other system': QUAY_DOORS,
  },
  'Salto Space': {
    'the booked room': QUAY_DOORS,
    'the next room': TOWER_DOORS,
    'the room in the other system': CANAL_DOORS,
  },
};

/** Looks at stays whose messages are answered: verdict, status, doors, and the ledger against Seam. */
export async function examine(rig: Rig, members: readonly Member[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const member of members) faults.push(...(await faultsOfAnswers(member)));
  // Who has no answer to wait for looks until it is so.
  const isAnswerless = members.some((member) => lastAnswerOf(member) === 'none');
  for (let look = 1; ; look += 1) {
    const seen = await faultsNow(rig, members);
    if (seen.length === 0 || !isAnswerless || look === LOOKS) return [...faults, ...seen];
    await rig.sleep(LOOK_MS);
  }
}

/** Walks stays through the edges of their windows, those they had and those they have now. */
export async function walk(rig: Rig, members: readonly Member[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const instant of edgesOf(members)) {
    if (instant <= rig.now()) continue;
    await rig.sleepUntil(new Date(instant).toISOString());
    const site = await seeSite(rig);
    for (const member of members) faults.push(...faultsOfDoors(member, site));
  }
  return faults;
}

/** Waits until every stay has ended by itself, and looks at what is left. */
export async function faultsOfEnd(
  rig: Rig,
  members: readonly Member[],
): Promise<readonly string[]> {
  await rig.sleep(2 * QUIET_MS);
  const faults: string[] = [];
  for (const member of members) {
    const { id, title, part } = member;
    const status = await rig.stays.show(id).catch((error: unknown) => error as Error);
    if (status instanceof Error) {
      if (lastAnswerOf(member) !== 'refused') faults.push(`${title}: ${status.message}`);
      continue;
    }
    const { phase, endedBy, ledger } = status;
    if (phase !== 'revoked' || endedBy !== part.endedBy)
      faults.push(`${title}: ends ${phase} by ${endedBy} instead of by ${part.endedBy}`);
    const left = ledger.filter(({ state }) => state !== 'removed');
    if (left.length > 0) faults.push(`${title}: keeps ${JSON.stringify(left)} in its ledger`);
  }
  const site = await seeSite(rig);
  for (const { id, title } of members) {
    const left = site.ids.get(id) ?? [];
    if (left.length > 0) faults.push(`${title}: leaves ${left.join(', ')} at Seam`);
  }
  return faults;
}

function linesOf({ part }: Member): readonly Line[] {
  return part.lines.flat();
}

function lastAnswerOf(member: Member): ExpectedAnswer['outcome'] | undefined {
  return linesOf(member).at(-1)?.answer.outcome;
}

async function faultsOfAnswers(member: Member): Promise<readonly string[]> {
  const { title, part, firstAnswer, answers } = member;
  const faults: string[] = [];
  const first = await firstAnswer;
  if (first.outcome !== part.firstAnswer)
    faults.push(`${title}: the booking is answered ${said(first)}`);
  for (const [index, { title: told, answer: expected }] of linesOf(member).entries()) {
    const answer = await answers[index];
    if (said(answer) !== said(expected))
      faults.push(`${title}: ${told} is answered ${said(answer)} instead of ${said(expected)}`);
  }
  return faults;
}

function said(verdict: Verdict | ExpectedAnswer | undefined): string {
  if (verdict === undefined) return 'none';
  return verdict.type === undefined ? verdict.outcome : `${verdict.outcome} (${verdict.type})`;
}

async function faultsNow(rig: Rig, members: readonly Member[]): Promise<readonly string[]> {
  const site = await seeSite(rig);
  const faults: string[] = [];
  for (const member of members) {
    faults.push(...faultsOfDoors(member, site));
    const status = await rig.stays.show(member.id).catch(() => undefined);
    if (status !== undefined) faults.push(...faultsOfStatus(member, status, site));
  }
  return faults;
}

/** Whether the doors open for the guest if and only if they should, but for the seconds after an edge. */
function faultsOfDoors(
  { id, title, part, system, booking }: Member,
  site: Site,
): readonly string[] {
  const { opens } = part;
  const edges = opens === undefined ? [] : [opens.from, opens.until];
  const times = edges.map((edge) => Date.parse(instantOf(booking, edge)));
  if (times.some((at) => at <= site.at && site.at < at + GRACE_MS)) return [];
  const [from, until] = times;
  const isOpen = from !== undefined && until !== undefined && from <= site.at && site.at < until;
  const wanted = isOpen && opens !== undefined ? DOORS[system][opens.place] : [];
  const there = site.doors.get(id) ?? [];
  const faults: string[] = [];
  if (there.join() !== wanted.join())
    faults.push(
      `${title}: at ${hoursOf(booking.checkIn, site.at)} opens [${there.join()}] instead of [${wanted.join()}]`,
    );
  const name = opens?.guest === undefined ? 'Ada Guest' : 'Bea Visitor';
  for (const guest of site.guests.get(id) ?? [])
    if (isOpen && !guest.endsWith(name)) faults.push(`${title}: opens for ${guest}`);
  return faults;
}

function faultsOfStatus(
  { id, title, part, booking, keysBefore }: Member,
  status: Status,
  site: Site,
): readonly string[] {
  const faults: string[] = [];
  const { opens } = part;
  const live = status.ledger.filter(
    ({ state, kind }) => state !== 'removed' && kind !== 'enrollment',
  );
  const ledger = live.map((entry) => `${entry.kind} ${entry.id ?? entry.state}`).toSorted();
  const there = site.ids.get(id) ?? [];
  if (ledger.join() !== there.join())
    faults.push(`${title}: its ledger says [${ledger.join()}], Seam [${there.join()}]`);
  if (part.isHeld === true && status.phase === 'held') return faults;
  if (part.isHeld === true && site.at < Date.parse(booking.checkOut))
    return [...faults, `${title}: is ${status.phase} instead of held`];
  if (opens === undefined) {
    if (status.phase !== 'revoking' && status.phase !== 'revoked')
      faults.push(`${title}: is ${status.phase} instead of ending`);
    return faults;
  }
  const window = [status.opensAt, status.closesAt].join(' to ');
  const wanted = [opens.from, opens.until].map((edge) => instantOf(booking, edge)).join(' to ');
  if (window !== wanted) faults.push(`${title}: opens ${window} instead of ${wanted}`);
  const keys = site.keys.get(id);
  if (keysBefore !== undefined && keys !== undefined) {
    const isSame = keys === keysBefore;
    if (isSame === (part.isNewCredential === true))
      faults.push(`${title}: its credential is ${isSame ? 'the same' : 'another'}`);
  }
  return faults;
}

/** Instants shortly before and after every edge that any of the stays has, in their order. */
function edgesOf(members: readonly Member[]): readonly number[] {
  const own = members.flatMap(({ part: { opens } }) => (opens ? [opens.from, opens.until] : []));
  const moments: readonly Moment[] = [
    { at: 'check-in', hours: 0 },
    { at: 'check-out', hours: 0 },
    ...own,
  ];
  const edges = moments.flatMap((moment) => {
    const times = members.map(({ booking }) => Date.parse(instantOf(booking, moment)));
    return [Math.min(...times) - 1_000, Math.max(...times) + GRACE_MS + 1_000];
  });
  return [...new Set(edges)].toSorted((a, b) => a - b);
}

function hoursOf(checkIn: string, at: number): string {
  return `check-in plus ${((at - Date.parse(checkIn)) / 3_600_000).toFixed(2)} h`;
}
