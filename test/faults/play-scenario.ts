import type { Client } from '@temporalio/client';

import { StayClient } from '../../src/client/index.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import type { Status } from '../../src/contract/status.ts';

import type { Scenario } from './scenario.ts';
import { guestOf, type SeamWatch } from './seam-watch.ts';
import { until } from './until.ts';

/** One stay that goes through a scenario. */
export interface ScenarioRun {
  readonly reservationId: string;
  readonly scenario: Scenario;
  readonly client: Client;
  readonly seam: SeamWatch;
}

/** What a stay came to, and everything about it that must not be. */
export interface Lived {
  readonly status?: Status;
  readonly wrongs: readonly string[];
}

type Note = (wrong: string) => void;

const MINUTE = 60_000;
/** A dead worker costs the 15 s of its attempt and 10 s of its workflow task; a refused key 30 s. */
const OPEN_WITHIN_MS = 120_000;
const ENDED_WITHIN_MS = 150_000;
const CHECK_OUT_IN_MS = 3_000;
const LOOK_AT_STAY_EVERY_MS = 500;

/** Lives a stay from its booking to the proof that nothing is left, and looks at the doors at every turn. */
export async function playScenario(run: ScenarioRun): Promise<Lived> {
  const wrongs: string[] = [];
  try {
    return { status: await live(run, (wrong) => wrongs.push(wrong)), wrongs };
  } catch (error) {
    wrongs.push(error instanceof Error ? error.message : String(error));
    return { wrongs };
  }
}

async function live(run: ScenarioRun, note: Note): Promise<Status> {
  const { reservationId: id, scenario, client } = run;
  const stays = new StayClient(client);
  const booked = await stays.put({
    reservationId: id,
    listingId: scenario.from,
    guest: { fullName: 'Ada Guest', email: `${id}@example.com`, phone: '+15555550100' },
    checkIn: instant(-MINUTE),
    checkOut: instant(15 * MINUTE),
  });
  await untilOpen(run, scenario.fromDoors, booked.outcome, note);
  const credential = await restingCredential(run, stays, note);
  if (scenario.moves) await move(run, stays, credential, note);
  else await stays.change(id, { checkOut: instant(-1) });
  return client.withDeadline(Date.now() + ENDED_WITHIN_MS, () =>
    client.workflow.getHandle<() => Promise<Status>>(stayWorkflowId(id)).result(),
  );
}

/** Moves the guest to other doors and a later check-out, and then has the stay end by itself. */
async function move(
  run: ScenarioRun,
  stays: StayClient,
  before: string,
  note: Note,
): Promise<void> {
  const { reservationId: id, scenario } = run;
  const moved = await stays.change(id, { listingId: scenario.to, checkOut: instant(20 * MINUTE) });
  await untilOpen(run, scenario.toDoors, moved.outcome, note);
  const after = await restingCredential(run, stays, note);
  if (scenario.recipe === 'salto-ks-pin' && before !== after) note('the PIN has changed');

  const closesAt = Date.now() + CHECK_OUT_IN_MS;
  const shortened = await stays.change(id, { checkOut: new Date(closesAt).toISOString() });
  if (shortened.outcome === 'applied') lookAtCheckOut(run, closesAt, note);
}

async function untilOpen(
  { reservationId, seam }: ScenarioRun,
  doors: readonly string[],
  outcome: string,
  note: Note,
): Promise<void> {
  const open = (): string => seam.doorsFor(reservationId).join();
  if (outcome === 'applied') {
    if (open() !== doors.join()) note(`applied, and the open doors are: ${open()}`);
  } else if (outcome !== 'pending') note(`a change was answered ${outcome}`);
  await until(`open ${doors.join(', ')}`, OPEN_WITHIN_MS, () => open() === doors.join());
}

/** Waits until the stay has nothing to do before its check-out; it has one credential then. */
async function restingCredential(
  { reservationId, seam }: ScenarioRun,
  stays: StayClient,
  note: Note,
): Promise<string> {
  const isAtRest = async (): Promise<boolean> => {
    if (seam.isCommittingLate()) return false;
    const { phase, next } = await stays.show(reservationId);
    return phase === 'open' && next?.startsWith('Check-out') === true;
  };
  await until('stay at rest', OPEN_WITHIN_MS, isAtRest, LOOK_AT_STAY_EVERY_MS);
  const { credentials, acs_users: users } = seam.objects();
  const guests = users.filter((user) => guestOf(user) === reservationId);
  if (credentials.length !== 1) note(`${credentials.length} credentials at rest`);
  if (guests.length !== 1) note(`${guests.length} access users at rest`);
  return credentials.map((each) => `${each.acs_credential_id} ${each.code}`).join();
}

/** Where Seam keeps the window, the doors shut at check-out whoever is alive. */
function lookAtCheckOut(
  { reservationId, scenario, seam }: ScenarioRun,
  closesAt: number,
  note: Note,
): void {
  if (scenario.window !== 'seam') return;
  const before = seam.doorsFor(reservationId, closesAt - 1);
  const after = seam.doorsFor(reservationId, closesAt);
  if (before.length === 0 && Date.now() < closesAt) note('shut before check-out');
  if (after.length > 0) note('open after check-out');
}

function instant(inMs: number): string {
  return new Date(Date.now() + inMs).toISOString();
}
