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
    ['guests who did not cancel, and for whom no door opened', figures.neverOpened],
    ['latest opening after its check-in', `${figures.latestOpening} s`],
    ['latest proof after its check-out', `${figures.latestProof} s`],
    ['**wrongs**', `**${wrongs.length}**`],
  ];
  return [
    '# Process death',
    `Made by \`${command}\` on ${at}, in ${Math.ceil(figures.seconds / 60)} minutes on ${machine}.`,
    'The doors are looked at four times a second. A wrong is: a door that is open for somebody who did not book it, before' +
      ' check-in, or before anybody asked for the move; after the latest check-out that was asked for, at once where the lock keeps' +
      ' the window (Salto KS), whatever is away, and after a minute where our removal shuts it (Salto Space); the old room a minute' +
      ' after the move was answered as applied, two where it was answered as pending; any door for a guest who cancelled, at the' +
      ' moment when that is answered as applied and from 5 seconds later on, or two minutes after it was answered as pending.',
    'To these minutes and seconds the time is added in which Temporal or Seam was away or a worker frozen, with 10 seconds' +
      ' after each. The death of a worker adds nothing.',
    'A wrong is also: a stay of 90 seconds or more that is refused, or not cancelled and never opened; one that does not end, or does' +
      ' not prove it twice, within 3 minutes after everything is healed and every word answered; an extension or a move that was' +
      ' acknowledged and is not kept to the end, unless the guest cancelled or a word came so late that the check-out may have' +
      ' been first; two credentials for longer than a minute; a user, a credential or an identity that is left at Seam.',
    `| | |\n|-|-|\n${rows.map(([what, count]) => `| ${what} | ${count} |`).join('\n')}`,
    '',
  ].join('\n\n');
}
