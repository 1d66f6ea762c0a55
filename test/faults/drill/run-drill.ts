import { setTimeout as delay } from 'node:timers/promises';

import { signalGroup } from '../../../src/cli/services/lifeline.ts';
import { environment } from '../../../src/config.ts';
import { until } from '../until.ts';

import { Backend } from './backend.ts';
import { deploy, type Deployment } from './deployment.ts';
import { DoorBook } from './door-book.ts';
import { type Agreed, judgeStay, type Span } from './judge-stay.ts';
import { findServer } from './programs.ts';

/** What came of a drill. */
export interface Drilled {
  /** A sentence of each stay: how late it was opened and shut. */
  readonly told: readonly string[];
  /** What is wrong; nothing if the drill was passed. */
  readonly wrongs: readonly string[];
}

const SECOND = 1_000;
/** What happens when, in seconds after the bookings. */
const PLAN = {
  checkIn: 10,
  workerDies: 9,
  databaseDies: 35,
  cancelled: 37,
  checkOut: 40,
  databaseIsBack: 50,
  nextCheckIn: 65,
  nextCheckOut: 73,
  longCheckOut: 86_400,
};
const ENDED_WITHIN_MS = 120 * SECOND;
/** Twice as long as it takes on two busy processors; what is built once is not counted. */
const OVER_WITHIN_MS = 240 * SECOND;
const TOO_LONG = `The drill was not over after ${OVER_WITHIN_MS / SECOND} s`;
const TOLD_WITHIN_MS = 10 * SECOND;

/** Each is a listing, and when it begins and ends. At Salto KS the lock keeps the window, at Salto Space we do. */
const STAYS = {
  'kept-by-the-lock': ['ks-pin', PLAN.checkIn, PLAN.checkOut],
  'kept-by-us': ['space', PLAN.checkIn, PLAN.checkOut],
  'cancelled-meanwhile': ['ks-pin', PLAN.checkIn, PLAN.longCheckOut],
  'after-all': ['space', PLAN.nextCheckIn, PLAN.nextCheckOut],
} as const;
const CANCELLED = 'cancelled-meanwhile';

/**
 * Sets everything up, lets stays live while a worker and then the database die, and judges the doors. Every process has
 * ended when it is over, however it ends.
 *
 * @throws Error that says what could not be set up, or did not come in time
 */
export async function runDrill(program: string, say: (line: string) => void): Promise<Drilled> {
  await findServer({ environment: environment(), onProgress: say });
  const undo: (() => Promise<unknown>)[] = [];
  const drilled = drill(program, say, undo);
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(new Error(TOO_LONG)), OVER_WITHIN_MS);
  try {
    return await Promise.race([drilled, limit.promise]);
  } finally {
    clearTimeout(timer);
    await endAll(undo.splice(0));
    // What was just being started when the time was over is ended as well.
    await drilled.catch(() => undefined);
    await endAll(undo);
  }
}

async function drill(
  program: string,
  say: (line: string) => void,
  undo: (() => Promise<unknown>)[],
): Promise<Drilled> {
  const options = { program, workers: 2, quietPeriod: '3 seconds', say };
  const deployment = await deploy(options, undo);
  await deployment.doctor();
  say('nightlatch doctor finds everything well');
  return live(deployment, say);
}

/** Undoes everything, the last first, though some of it fails. */
async function endAll(undo: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of undo.toReversed()) await end().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, 'Not everything of the drill was ended');
}

async function live(deployment: Deployment, say: (line: string) => void): Promise<Drilled> {
  const backend = new Backend(deployment.gatewayUrl);
  const doors = new DoorBook(deployment.seam);
  const begun = Date.now();
  const at = (seconds: number): Promise<unknown> => delay(begun + seconds * SECOND - Date.now());
  try {
    await Promise.all(Object.keys(STAYS).map((id) => book(backend, id, begun)));
    say('Every stay is booked');
    const [away, cancelledAt] = await Promise.all([
      disasters(deployment, at, say),
      at(PLAN.cancelled).then(() => backend.settle('DELETE', CANCELLED)),
    ]);
    await until('end of every stay', ENDED_WITHIN_MS, () => areOver(backend));
    say('Every stay has ended, and is proven gone');
    const judged = agreed(begun, cancelledAt).map((stay) =>
      judgeStay(stay, doors.of(stay.id), away),
    );
    return {
      told: judged.map(({ told }) => told),
      wrongs: [...judged.flatMap(({ wrongs }) => wrongs), ...(await judgeHouse(deployment, doors))],
    };
  } finally {
    doors.close();
  }
}

type Id = keyof typeof STAYS;

async function book(backend: Backend, id: string, begun: number): Promise<void> {
  const [listingId, checkIn, checkOut] = STAYS[id as Id];
  const iso = (seconds: number): string => new Date(begun + seconds * SECOND).toISOString();
  const guest = { fullName: 'Ada Guest', email: `${id}@example.com`, phone: '+15555550100' };
  const booking = { listingId, guest, checkIn: iso(checkIn), checkOut: iso(checkOut) };
  await backend.settle('PUT', id, booking);
}

/** A worker dies at the check-ins, the database at the check-outs. Answers when the latter was away. */
async function disasters(
  { workers, postgres }: Deployment,
  at: (seconds: number) => Promise<unknown>,
  say: (line: string) => void,
): Promise<Span> {
  await at(PLAN.workerDies);
  signalGroup(workers[0]?.pid ?? 0, 'SIGKILL');
  say('A worker is dead');
  await at(PLAN.databaseDies);
  const from = Date.now();
  await postgres.kill();
  say('The database is dead');
  await at(PLAN.databaseIsBack);
  await postgres.begin();
  say('The database is back');
  return { from, to: Date.now() };
}

async function areOver(backend: Backend): Promise<boolean> {
  const states = await Promise.all(Object.keys(STAYS).map((id) => backend.show(id)));
  return states.every(({ phase }) => phase === 'revoked');
}

function agreed(begun: number, cancelledAt: number): readonly Agreed[] {
  return Object.entries(STAYS).map(([id, [listing, checkIn, checkOut]]) => ({
    id,
    opensAt: begun + checkIn * SECOND,
    shutFrom: id === CANCELLED ? cancelledAt : begun + checkOut * SECOND,
    isKeptByLock: listing === 'ks-pin',
  }));
}

/** What is wrong beside the doors: somebody else was let in, something is left, somebody was called. */
async function judgeHouse(
  { seam, prometheus, workers }: Deployment,
  doors: DoorBook,
): Promise<readonly string[]> {
  const { acs_users: users, credentials, user_identities: identities } = seam.objects();
  const left = Object.entries({ users, credentials, identities });
  const strangers = doors.insiders().filter((id) => !(id in STAYS));
  const proofs = 'sum(max_over_time(nightlatch_second_proof_after_end_seconds_count[1h]))';
  const isTold = async () => (await prometheus.value(proofs)) === Object.keys(STAYS).length;
  await until('Prometheus that was told of every proof', TOLD_WITHIN_MS, isTold);
  const others = workers.slice(1).filter(({ pid }) => !isAlive(pid));
  return [
    ...strangers.map((id) => `a door was open for ${id}, who booked nothing`),
    ...left.flatMap(([kind, { length }]) => (length === 0 ? [] : [`${length} ${kind} are left`])),
    ...(await prometheus.everFired()).map((alert) => `${alert} fired, and all healed by itself`),
    ...others.map(() => 'a worker ended that nobody killed'),
  ];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
