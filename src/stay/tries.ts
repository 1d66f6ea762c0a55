import { isKeyOf, type ActivityName } from './step.ts';

/** How often a step did not come to its end, by the step's key: its name and what it is about. */
export type Tries = Readonly<Record<string, Try>>;

/** Instants are epoch milliseconds. */
export interface Try {
  readonly count: number;
  /** When it failed last. */
  readonly at: number;
  /** It is not taken again before then. */
  readonly notBefore: number;
  /** The object itself does not go, as far as the access system tells: others may. */
  readonly isAboutObject: boolean;
  /** It was refused for good: it is not taken again before something changes, or to see whether a create of it came late. */
  readonly isRefused: boolean;
  /** It is about an access that the guest is leaving, and nobody's problem. */
  readonly isElsewhere?: true;
}

const MOST_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;

/** Notes that a step did not come to its end. `againAfterMs`: Seam asked to wait that long. */
export function noteTry(
  tries: Tries,
  key: string,
  now: number,
  facts: {
    readonly isAboutObject?: boolean;
    readonly isRefused?: boolean;
    readonly isElsewhere?: boolean;
    readonly againAfterMs?: number | undefined;
  } = {},
): Tries {
  const count = (tries[key]?.count ?? 0) + 1;
  const pause = Math.max(pauseAfter(count), facts.againAfterMs ?? 0);
  const { isAboutObject = false, isRefused = false, isElsewhere } = facts;
  const tried = { count, at: now, notBefore: now + pause, isAboutObject, isRefused };
  return { ...tries, [key]: { ...tried, ...(isElsewhere && { isElsewhere }) } };
}

/** Notes that no worker took a step in time: that is no failure, and the step was not tried. */
export function noteWaited(tries: Tries, key: string, now: number): Tries {
  return { ...tries, [key]: tries[key] ?? untried(now) };
}

/** Notes that Seam asked not to take any step of a name for a while, whatever it is about. */
export function noteAskedToWait(tries: Tries, name: string, now: number, ms: number): Tries {
  return { ...tries, [askedKey(name)]: untried(now, now + ms) };
}

/** Notes when a step looked that did come to its end. */
export function noteLook(tries: Tries, key: string, now: number): Tries {
  return { ...tries, [key]: untried(now) };
}

/** Nothing failed: only the moment counts, or until when to wait. */
function untried(now: number, notBefore = now): Try {
  return { count: 0, at: now, notBefore, isAboutObject: false, isRefused: false };
}

/** The key under which it is noted that Seam asked to wait with every step of a name. */
export function askedKey(name: string): string {
  return `asked to wait with ${name}`;
}

/** The tries that still count when a life begins: that Seam asked to wait. */
export function onlyAskedToWait(tries: Tries): Tries {
  return Object.fromEntries(Object.entries(tries).filter(([key]) => key.startsWith(askedKey(''))));
}

/**
 * At the end an object that did not go keeps its count, so that its pauses go on growing. Whether something keeps it is
 * looked for only after it was tried once more: the look would delay the removal of the PIN.
 */
export function triesOfEnd(tries: Tries): Tries {
  const removals = Object.entries(tries).filter(([key]) => key.startsWith('remove'));
  return {
    ...onlyAskedToWait(tries),
    ...Object.fromEntries(removals.map(([key, one]) => [key, { ...one, isAboutObject: false }])),
  };
}

/** Forgets what a step that came to its end had tried. */
export function withoutTry(tries: Tries, key: string): Tries {
  if (tries[key] === undefined) return tries;
  const { [key]: _done, ...others } = tries;
  return others;
}

/** Forgets what steps of a name had tried, whatever they were about. */
export function withoutTriesOf(tries: Tries, name: ActivityName): Tries {
  return without(tries, (key) => isKeyOf(key, name));
}

/** Steps of a name are asked for once more: of these, those that were refused may be taken this time. */
export function withoutRefusalsOf(tries: Tries, name: ActivityName): Tries {
  return without(tries, (key) => tries[key]?.isRefused === true && isKeyOf(key, name));
}

/** Whether a step of the access that is wanted was refused for good, and nothing has changed since. */
export function isAnyRefused(tries: Tries): boolean {
  return Object.values(tries).some(({ isRefused, isElsewhere }) => isRefused && !isElsewhere);
}

/** Something has changed: what was refused may be taken this time. */
export function withoutRefusals(tries: Tries): Tries {
  return without(tries, (key) => tries[key]?.isRefused === true);
}

function without(tries: Tries, isOver: (key: string) => boolean): Tries {
  if (!Object.keys(tries).some(isOver)) return tries;
  return Object.fromEntries(Object.entries(tries).filter(([key]) => !isOver(key)));
}

/**
 * The one pacing rule: a step that failed is taken again at once the first time; then after a pause that
 * doubles, to a minute at most. Within a step Temporal has paced the attempts already. Milliseconds.
 */
function pauseAfter(count: number): number {
  return count < 2 ? 0 : Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 2));
}
