import type { Outcome } from './hunt-all.ts';
import type { Hunted } from './hunted.ts';
import type { Planted } from './plant.ts';

export interface ReportFacts {
  readonly command: string;
  readonly date: string;
  readonly minutes: number;
  /** What came of playing seeds without any bug. */
  readonly control: Hunted;
}

/** What came of hunting the planted bugs, in Markdown. */
export function plantedReport(outcomes: readonly Outcome[], facts: ReportFacts): string {
  const { command, date, minutes, control } = facts;
  const caught = outcomes.filter(({ hunted }) => hunted.caught !== undefined).length;
  const seeds = outcomes.flatMap(({ hunted }) => hunted.caught?.seed ?? []);
  return [
    '# Planted bugs',
    `Made by \`${command}\` on ${date}, in ${minutes} minutes on Node ${process.versions.node}. Each bug is planted in ` +
      'a copy of the product, and seeds are played from 0 until the invariant that must notice it is violated.',
    `**${caught} of ${outcomes.length} caught**, the slowest by seed ${Math.max(0, ...seeds)}. ` +
      `Without a bug, ${control.played.toLocaleString('en')} seeds: ${verdictOf(control)}.`,
    table(outcomes),
  ].join('\n\n');
}

/** One bug's outcome in one line, for a terminal. */
export function lineOf({ bug, seconds, hunted }: Outcome): string {
  const { caught, played, other } = hunted;
  const took = `${seconds.toFixed(0)} s`;
  if (caught !== undefined) {
    const [what = ''] = caught.what.split('\n', 1);
    return `${bug.name}: ${caught.invariant} at seed ${caught.seed}, ${took}: ${what.slice(0, 120)}`;
  }
  const instead =
    other === undefined ? '' : `; seed ${other.seed} violates ${other.invariant}: ${other.what}`;
  return `${bug.name}: NOT CAUGHT by ${bug.caughtBy} in ${played} seeds, ${took}${instead}`;
}

/** What an edit changes, for a terminal: the lines that go and the lines that come. */
export function changeOf({ file, before, after }: Planted): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const first = old.findIndex((line, at) => line !== now[at]);
  const kept = old.toReversed().findIndex((line, at) => line !== now.at(-1 - at));
  const most = Math.min(old.length, now.length) - first;
  const changed = (lines: readonly string[]) =>
    lines.slice(first, lines.length - Math.min(kept, most));
  return [
    `  ${file}:${first + 1}`,
    ...changed(old).map((line) => `  - ${line}`),
    ...changed(now).map((line) => `  + ${line}`),
  ].join('\n');
}

function verdictOf({ caught }: Hunted): string {
  return caught === undefined
    ? 'nothing is violated'
    : `seed ${caught.seed} violates ${caught.invariant}`;
}

function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ bug, seconds, hunted: { caught } }) => {
    const by = caught?.invariant.split(' ')[0] ?? 'not caught';
    return `| ${bug.name} | ${bug.story} | ${by} | ${caught?.seed ?? '-'} | ${seconds.toFixed(0)} |`;
  });
  return ['| bug | what goes wrong | caught by | seed | s |', '|-|-|-|-|-|', ...rows].join('\n');
}
