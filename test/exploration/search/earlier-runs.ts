import type { Status } from '../../../src/stay/status.ts';
import type { World } from '../world/world.ts';

import { LOOKED_AT } from './left-out.ts';
import { walkField, type Sink } from './walking.ts';

/** Hands to a sink what an earlier run has come to, while this one, or the next after it, may still ask for that. */
export function writeEarlier(sink: Sink, { state, earlier }: World): void {
  if (earlier === undefined || !mayBeAsked(state)) return;
  const { previous, leftIn = [], onlyNamedIn = [], left } = earlier;
  for (const name of LOOKED_AT) writeField(sink, name, previous);
  for (const systemId of leftIn)
    sink.text(onlyNamedIn.includes(systemId) ? `${systemId} named` : systemId);
  if (left !== undefined) sink.inner(left, false);
  if (state.recalled === undefined && wasReleased(state)) sink.text('released');
}

function writeField(sink: Sink, name: keyof Status, status: Status | undefined): void {
  const value = status?.[name];
  if (value === undefined) return;
  sink.text(name);
  walkField(sink, name, value);
}

/** A put that is refused hands on what it has asked for. */
function mayBeAsked({ recalled, life, orphan, planned }: World['state']): boolean {
  const isStay = life.phase === 'living' || life.phase === 'ending' || life.phase === 'ended';
  return recalled === undefined || !isStay || (orphan !== undefined && planned === undefined);
}

/** A release that was answered outlives the hold of an earlier run. */
function wasReleased({ requests }: World['state']): boolean {
  return requests.answers.some((a) => a.kind === 'release' && a.verdict.outcome !== 'too-late');
}
