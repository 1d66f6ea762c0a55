import type { Outcome } from './hunt-all.ts';
import type { Hunted } from './hunted.ts';

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
