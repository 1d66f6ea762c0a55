import type { HistoryEntry, StayHistory } from '../../client/index.ts';
import { clockOf } from '../../listings/utc-offsets.ts';
import { localText, withLocalTimes } from '../../stay/local-text.ts';
import { PROBLEMS } from '../../stay/problems.ts';
import type { Terminal } from '../terminal.ts';

import { evidenceOf } from './status-text.ts';

type Kind<K extends HistoryEntry['kind']> = Extract<HistoryEntry, { readonly kind: K }>;

const ENDS: Record<Kind<'end'>['how'], string> = {
  proven: 'The stay has ended.',
  refused: 'There was no stay: the first request was refused',
  continued: 'The stay goes on in a new run.',
  terminated: 'Somebody terminated the workflow: the reconciler ends what it left.',
  'timed out': 'Temporal stopped the workflow at its time-out: the reconciler ends what it left.',
  failed: 'The workflow failed.',
};

const PARTIAL =
  'Some of this is encrypted under a key that is not here, and is missing. Set NIGHTLATCH_PAYLOAD_KEYS to the key ring of the workers.';

/** A stay's whole story, for people, on the clock of its listing. */
export function historyText(
  { reservationId, listingId, timeZone, entries, isPartial, last }: StayHistory,
  { paint }: Pick<Terminal, 'paint'>,
): string[] {
  const clock = clockOf(timeZone);
  const lines = entries.map((entry) => {
    const at = localText(entry.at, clock);
    const text = `${entry.kind.padEnd(8)} ${withLocalTimes(textOf(entry), clock)}`;
    return `${paint('dim', at)}  ${isBad(entry) ? paint('red', text) : text}`;
  });
  const evidence = (last?.ledger ?? []).flatMap(evidenceOf);
  return [
    paint('bold', `Stay ${reservationId}`) +
      ` at ${listingId ?? 'a listing that is not known'}; times in ${clock === undefined ? 'UTC' : timeZone}`,
    '',
    ...lines,
    ...(isPartial ? ['', paint('red', PARTIAL)] : []),
    ...(evidence.length === 0 ? [] : ['', ...evidence.map((line) => withLocalTimes(line, clock))]),
  ];
}

function isBad(entry: HistoryEntry): boolean {
  if (entry.kind === 'problem') return entry.type !== undefined;
  return entry.kind === 'step' && (entry.outcome === 'refused' || entry.outcome === 'failed');
}

function textOf(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'request':
      return requestText(entry);
    case 'verdict':
      return verdictText(entry);
    case 'step':
      return stepText(entry);
    case 'phase':
      return entry.phase;
    case 'problem':
      return entry.type === undefined ? 'none any more' : problemText(entry.type);
    case 'end':
      return endText(entry);
  }
}

function requestText({ name, by, says = {} }: Kind<'request'>): string {
  const { checkIn, checkOut, listingId, revision, hold } = says;
  const said = [
    ...(listingId === undefined ? [] : [`listing ${listingId}`]),
    ...(checkIn === undefined ? [] : [`check-in ${checkIn}`]),
    ...(checkOut === undefined ? [] : [`check-out ${checkOut}`]),
    ...(hold ? ['held from the start'] : []),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
  ];
  return `${name} (${by})${said.length === 0 ? '' : `: ${said.join(', ')}`}`;
}

function verdictText({ name, outcome, type, opensAt, closesAt }: Kind<'verdict'>): string {
  const window = opensAt && closesAt ? `, from ${opensAt} to ${closesAt}` : '';
  return `${name}: ${outcome}${type === undefined ? '' : ` (${type})`}${window}`;
}

function stepText({
  summary,
  name,
  outcome,
  attempts,
  seconds,
  failure,
  found,
}: Kind<'step'>): string {
  // Nobody has taken it yet: the queue is long, or no worker asks for it.
  if (outcome === 'running' && attempts === 0)
    return `${summary ?? name}: in the queue, for ${Math.round(seconds)} s`;
  const proof =
    found === undefined ? '' : found === 0 ? ', nothing was there' : `, ${found} still there`;
  const tries = attempts === 1 ? '' : `, ${attempts} attempts in ${Math.round(seconds)} s`;
  const { type, route, status, seamType, requestId } = failure ?? {};
  const facts = [
    ...(route === undefined ? [] : [`at ${route}`]),
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(seamType === undefined ? [] : [seamType]),
    ...(requestId === undefined ? [] : [`Seam request ${requestId}`]),
  ];
  const why = type === undefined ? '' : `; last failure ${[type, ...facts].join(', ')}`;
  return `${summary ?? name}: ${outcome}${proof}${tries}${why}`;
}

function problemText(type: string): string {
  const text = Object.entries(PROBLEMS).find(([known]) => known === type)?.[1];
  return text === undefined ? type : `${type}: ${text.message}`;
}

function endText({ how, type, absentSince, revokedAt }: Kind<'end'>): string {
  const proofs = [
    ...(absentSince === undefined ? [] : [`First proof that nothing is left: ${absentSince}.`]),
    ...(revokedAt === undefined ? [] : [`Second proof: ${revokedAt}.`]),
  ];
  return [type === undefined ? ENDS[how] : `${ENDS[how]} (${type}).`, ...proofs].join(' ');
}
