import { plant } from '../../planted-bugs/plant.ts';

import type { Hunted } from './hunt-core-bugs.ts';

interface ReportFacts {
  readonly command: string;
  readonly date: string;
  readonly minutes: number;
  /** The files of the product, by their names. */
  readonly sources: Parameters<typeof plant>[1];
}

/** What came of hunting the mistakes that are planted in the core, in Markdown. */
export function coreBugsReport(hunts: readonly Hunted[], facts: ReportFacts): string {
  const { command, date, minutes, sources } = facts;
  const found = hunts.filter((hunted) => hunted.found !== undefined).length;
  const rows = hunts.map((hunted) => rowOf(hunted, sources));
  return [
    '# Mistakes planted in the core',
    `Made by \`${command}\` on ${date}, in ${minutes} minutes on Node ${process.versions.node}. Each mistake is planted in a ` +
      'copy of the core, and its states are explored until the invariant that must notice it is violated.',
    '[What is explored](../exploration.md). Requests and faults are the most that may come; moves are those of the way on ' +
      'which it was found.',
    `**${found} of ${hunts.length} found.**`,
    [
      '| mistake | what goes wrong | in `src/stay` | found by | recipe | requests | faults | moves | states | s |',
      '|-|-|-|-|-|-|-|-|-|-|',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

function rowOf({ bug, found, states, seconds }: Hunted, sources: ReportFacts['sources']): string {
  const { name, story, at, requests, faults } = bug;
  const files = new Set(plant(bug, sources).map(({ file }) => file.replace('src/stay/', '')));
  const cells = [
    name,
    story,
    [...files].map((file) => `\`${file}\``).join(', '),
    found === undefined ? 'NOT FOUND' : found.invariant.split(' ', 1)[0],
    `\`${at}\``,
    requests,
    faults,
    found?.moves.length ?? '-',
    states.toLocaleString('en'),
    seconds.toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}
