import { isProblemType, PROBLEMS } from './problems.ts';
import type { Problem } from './status.ts';

/** Where a problem comes from: what a later look at the same source contradicts is gone. */
export type ProblemSource =
  | 'end'
  | 'refusal'
  | 'extension'
  | 'access'
  | 'step'
  | 'pin'
  | 'listing'
  | 'system';

/** The problems of a stay, at most one for each source. */
export type Problems = Partial<Readonly<Record<ProblemSource, KnownProblem>>>;

/** Instants are epoch milliseconds. */
export interface KnownProblem {
  readonly type: string;
  /** What the access system or we add to the type's own sentence. */
  readonly said?: string;
  readonly since: number;
  /** When it was seen last. */
  readonly seenAt: number;
}

const GRAVEST_FIRST: readonly ProblemSource[] = [
  'end',
  'refusal',
  'extension',
  'access',
  'step',
  'pin',
  'listing',
  'system',
];

/** Shows the problem of a source as it was seen now, instead of the one before. */
export function show(
  problems: Problems,
  source: ProblemSource,
  seen: { readonly type: string; readonly said?: string | undefined },
  now: number,
): Problems {
  const { type, said } = seen;
  const before = problems[source];
  const since = before?.type === type ? before.since : now;
  return {
    ...problems,
    [source]: { type, since, seenAt: now, ...(said === undefined ? {} : { said }) },
  };
}

/** Clears what these sources showed. */
export function clear(problems: Problems, ...sources: readonly ProblemSource[]): Problems {
  if (sources.every((source) => problems[source] === undefined)) return problems;
  const left = Object.entries(problems).filter(([source]) => !sources.some((s) => s === source));
  return Object.fromEntries(left);
}

/** Shows what a look at a source found: a problem, or that there is none. */
export function showSeen(
  problems: Problems,
  source: ProblemSource,
  type: string | undefined,
  now: number,
): Problems {
  return type === undefined ? clear(problems, source) : show(problems, source, { type }, now);
}

/** The problem that people are shown first, in full. */
export function gravest(problems: Problems): Problem | undefined {
  const source = GRAVEST_FIRST.find((one) => problems[one] !== undefined);
  const known = source === undefined ? undefined : problems[source];
  return known === undefined ? undefined : inWords(known);
}

function inWords({ type, said, since, seenAt }: KnownProblem): Problem {
  const text = isProblemType(type) ? PROBLEMS[type] : PROBLEMS.AccessInTrouble;
  return {
    type,
    message: said === undefined ? text.message : `${text.message} (${said})`,
    next: text.next,
    since: new Date(since).toISOString(),
    seenAt: new Date(seenAt).toISOString(),
  };
}
