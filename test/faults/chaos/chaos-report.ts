import type { ChaosResult } from './run-chaos.ts';

/** The run as a page. */
export function chaosReport(
  { wrongs, happened, figures }: ChaosResult,
  {
    command,
    at,
    machine,
  }: { readonly command: string; readonly at: string; readonly machine: string },
): string {
  const { workerKills, temporalKills, freezes, outages } = happened;
  const rows: readonly (readonly [string, string | number])[] = [
    ['stays', figures.stays],
    ['words to them: bookings, extensions, moves, cancellations', figures.words],
    ['words said more than once, until Temporal was there to hear them', figures.saidAgain],
    ['workers killed with SIGKILL', workerKills],
    ['workers stopped past their timeout, and continued', freezes],
    ['Temporal killed with SIGKILL, and restarted on its database', temporalKills],
    ['outages of Seam', outages.length],
    ['check-ins in an outage', figures.checkInsWithoutSeam],
    ['check-outs in an outage', figures.checkOutsWithoutSeam],
    ['requests to Seam', figures.requests],
    ['guests cancelled', figures.cancelled],
    ['guests whose time was over before a worker could plan it', figures.refused],
    ['guests for whom no door opened', figures.neverOpened],
    ['latest opening after its check-in', `${figures.latestOpening} s`],
    ['latest proof after its check-out', `${figures.latestProof} s`],
    ['**wrongs**', `**${wrongs.length}**`],
  ];
  return [
    '# Process death',
    `Made by \`${command}\` on ${at}, in ${Math.ceil(figures.seconds / 60)} minutes on ${machine}.`,
    'A wrong is: a door that opens before check-in or after check-out, a stay that does not end or does not prove it twice,' +
      ' an acknowledged word that is not kept, two credentials for longer than a minute, anything left at Seam.' +
      ' `test/faults/chaos/judge.ts` has the list.',
    `| | |\n|-|-|\n${rows.map(([what, count]) => `| ${what} | ${count} |`).join('\n')}`,
    '',
  ].join('\n\n');
}
