import { desiredOf } from '../../../src/stay/desired.ts';
import type { Request } from '../../../src/stay/message.ts';
import { revisionsOf, type FieldRevisions, type FieldValues } from '../../../src/stay/requests.ts';
import type { StayState } from '../../../src/stay/state.ts';

/** What a request says of each field; a put also that the stay is not cancelled. */
export function saidBy(request: Request): Partial<FieldValues> {
  switch (request.kind) {
    case 'put':
      return { ...request.says, cancelled: false };
    case 'change':
      return request.says;
    case 'cancel':
      return { cancelled: true };
    default:
      return {};
  }
}

/** The revision of a request, where it has one. */
export function revisionOf(request: Request): number | undefined {
  return 'revision' in request ? request.revision : undefined;
}

/** The newest revision of each field after one more request. */
export function heardWith(heard: FieldRevisions, request: Request): FieldRevisions {
  const revision = revisionOf(request);
  if (revision === undefined) return heard;
  const names = Object.keys(saidBy(request)) as (keyof FieldValues)[];
  const newest = names.map((name) => [name, Math.max(heard[name] ?? 0, revision)] as const);
  return { ...heard, ...Object.fromEntries(newest) };
}

/** The same after an answer: of a request that is refused, what it overtook counts again, as the stay tells. */
export function heardAfter(
  heard: FieldRevisions,
  before: StayState,
  after: StayState,
): FieldRevisions {
  const { answers } = after.requests;
  if (answers === before.requests.answers) return heard;
  const isRefused = answers.some(
    (a) => a.verdict.outcome === 'refused' && !before.requests.answers.includes(a),
  );
  return isRefused ? revisionsOf(desiredOf(after), after.requests.heard) : heard;
}
