import { byInvariant, type Tally } from './tally.ts';

/** How one seed is played again, with everything that happens in it. */
export function replayCommand(seed: string): string {
  return `npm run simulate -- --stays 1 --seed ${seed}`;
}

/** What came of a simulation, in Markdown. */
export function reportOf(
  tally: Tally,
  options: { readonly command: string; readonly ms: number },
): string {
  const { command, ms } = options;
  const { stays, events, requests, faults, failures } = tally;
  const struck = [...faults.values()].reduce((sum, times) => sum + times, 0);
  const seconds = ms / 1_000;
  const rows: readonly (readonly [string, string])[] = [
    ['stays', number(stays)],
    ['stories with a violation', number(failures.length)],
    ['faults injected', number(struck)],
    ['requests to Seam', number(requests)],
    ['history events', number(events)],
    ['time', `${seconds.toFixed(1)} s`],
    ['speed', `${number(stays / seconds)} stays, ${number(events / seconds)} events a second`],
  ];
  return [
    `\`${command}\``,
    table(['', ''], rows),
    violationsOf(tally),
    table(
      ['fault', 'times'],
      [...faults].toSorted((a, b) => b[1] - a[1]).map(([fault, times]) => [fault, number(times)]),
    ),
  ].join('\n\n');
}

function violationsOf(tally: Tally): string {
  if (tally.failures.length === 0) return 'No invariant was violated.';
  const rows = [...byInvariant(tally)].map(([invariant, failures]) => {
    const [first] = failures;
    const what = first?.violations.find((v) => v.invariant === invariant);
    const seeds = failures.slice(0, 5).map(({ seed }) => seed);
    return [
      invariant,
      number(failures.length),
      seeds.join(' '),
      what === undefined ? '' : `${what.stay}: ${what.what}`,
    ];
  });
  const seed = tally.failures[0]?.seed ?? '0';
  return [
    table(['invariant', 'stories', 'first seeds', 'the first of them'], rows),
    `The first again, with all that happens: \`${replayCommand(seed)}\``,
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '-'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}
