import { INVARIANTS } from './judge/violation.ts';
import type { Measured } from './measure-wave.ts';
import { byInvariant, type Counts, type Failure, type Tally } from './tally.ts';
import { houseCalled } from './world/generate-house.ts';

/** What befalls attempts and processes; every other fault befalls a request. */
const BEYOND_REQUESTS = /^(attempt-|result-lost|worker-died|temporal-away)/;

/** What no number of stays says anything about, and what does. */
const NOT_COVERED = [
  'Several stays of one guest: the workflow and system tests. `reconcile` and `closeStay` are played in houses, and in stories of keys.',
  'Two workers at once, but where one has an older key ring, and workers of two versions: chaos on the real server, and stored histories.',
  'Schedules, and what only the real server does: the conformance suite says how far the simulator agrees with it.',
  'The client library and the gateway: messages are sent by the client’s rules, without its code. The payload codec is the product’s, in stories of keys only.',
  'Sockets: requests are carried to the sandbox in memory, and meet its faults there.',
] as const;

/** How one story is played again, by its seed or its name, with everything that happens in it. */
export function replayCommand(seed: string): string {
  const house = houseCalled(seed);
  if (house !== undefined) {
    return `npm run simulate -- --house ${house.stays} --stays 1 --seed ${house.seed}`;
  }
  const which = /^\d+$/.test(seed) ? `--stays 1 --seed ${seed}` : `--story "${seed}"`;
  return `npm run simulate -- ${which}`;
}

/** What is to be read of a story that went wrong. */
export function toldFailure({ seed, violations }: Failure): string {
  const said = violations.map(({ invariant, stay, what }) => `${invariant}, ${stay}: ${what}`);
  return `${said.join('; ')}. Again: ${replayCommand(seed)}`;
}

/** How a wave went, in a line. */
export function toldWave(measured: Measured): string {
  const { wave, lastDoor, lastKey, meanWait, drained, falseProblems } = measured;
  const seconds = (value: number): string => `${value.toFixed(1)} s`;
  const { departures, arrivals, perSecond } = wave;
  return [
    `${number(departures)} leave, ${number(arrivals)} arrive, ${perSecond} steps a second`,
    ...(lastDoor === undefined
      ? []
      : [`last door shut after ${seconds(lastDoor)}, the rate alone ${departures / perSecond} s`]),
    ...(lastKey === undefined || meanWait === undefined
      ? []
      : [`last key after ${seconds(lastKey)}, mean wait ${seconds(meanWait)}`]),
    `last step after ${seconds(drained)}`,
    `${number(falseProblems)} false problems`,
  ].join('; ');
}

/** What a report says of its run. */
export interface RunFacts {
  readonly command: string;
  readonly date: Date;
  readonly nodeVersion: string;
  readonly threads: number;
  /** How many stories are to be played; fewer have been if the run was stopped. */
  readonly count: number;
  readonly ms: number;
  /** Of all threads together. */
  readonly cpuMs: number;
}

/** What came of a simulation, in Markdown. */
export function reportOf(tally: Tally, facts: RunFacts): string {
  const { command, date, nodeVersion } = facts;
  return [
    `\`${command}\`, ${date.toISOString().slice(0, 10)}, Node ${nodeVersion}.`,
    table(['', ''], measures(tally, facts)),
    violationsOf(tally),
    table(['fault', 'times'], listed(tally.faults)),
    table(['message', 'sent'], listed(tally.messages)),
    table(['staff', 'times'], listed(tally.deeds)),
    `Not covered:\n\n${NOT_COVERED.map((line) => `- ${line}`).join('\n')}`,
  ].join('\n\n');
}

function measures(tally: Tally, { count, ms, cpuMs, threads }: RunFacts): readonly Row[] {
  const { stories, stays, events, requests, attempts, tasks, replays, struckTwice } = tally;
  const { faults, failures, busiestHour: busiest } = tally;
  const [beyond, onRequests] = [true, false].map((is) =>
    sum([...faults].filter(([name]) => BEYOND_REQUESTS.test(name) === is).map(([, n]) => n)),
  ) as [number, number];
  const crashes = sum([...faults].filter(([name]) => name.includes('died')).map(([, n]) => n));
  const seconds = ms / 1_000;
  return [
    ...(stories === stays ? [] : [['houses', number(stories)]]),
    ['stays', stories < count ? `${number(stays)}, not all that were asked for` : number(stays)],
    ['stories with a violation', number(failures.length)],
    [
      'time',
      `${number(seconds)} s on ${threads} threads, ${number(cpuMs / 1_000)} s of processors`,
    ],
    ['speed', `${number(stays / seconds)} stays, ${number(events / seconds)} events a second`],
    ['a stay takes', `${number(cpuMs / stays)} ms of a processor`],
    ['history events', number(events)],
    ['workflow tasks', `${number(tasks)}, and ${number(replays)} replays of a history`],
    ['requests to Seam', `${number(requests)}, ${share(onRequests, requests)} of them disturbed`],
    ['attempts of steps', `${number(attempts)}, ${share(beyond, attempts)} of them disturbed`],
    [
      'the busiest hour of a stay',
      `${number(busiest.requests)} requests, ${number(busiest.attempts)} attempts, ${number(busiest.tasks)} tasks`,
    ],
    ['crashes', number(crashes)],
    ...(struckTwice === 0 ? [] : [['stays struck by both faults of a pair', number(struckTwice)]]),
  ];
}

function violationsOf(tally: Tally): string {
  const by = byInvariant(tally);
  const rows = INVARIANTS.map((invariant): Row => {
    const failures = by.get(invariant) ?? [];
    const what = failures[0]?.violations.find((v) => v.invariant === invariant);
    return [
      invariant,
      number(failures.length),
      failures
        .slice(0, 5)
        .map(({ seed }) => seed)
        .join(' '),
      what === undefined ? '' : `${what.stay}: ${what.what}`,
    ];
  });
  const seed = tally.failures[0]?.seed;
  return [
    table(['invariant', 'violated by', 'first seeds', 'the first of them'], rows),
    ...(seed === undefined
      ? []
      : [`The first again, with all that happens: \`${replayCommand(seed)}\``]),
  ].join('\n\n');
}

type Row = readonly string[];

function listed(counts: Counts): readonly Row[] {
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([name, times]) => [name, number(times)]);
}

function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map(() => '-'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function share(part: number, whole: number): string {
  return `${((part / Math.max(1, whole)) * 100).toFixed(1)} %`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}
