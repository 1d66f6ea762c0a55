import type { Dice } from './dice.ts';
import { momentsOf } from './generate-conditions.ts';
import type { Deed, StaffAct, Word } from './story.ts';

const MINUTE = 60_000;
/** What a user of the stay's is called by staff: no search for the reservation finds it any more. */
const NAMES = ['Night Porter', 'Room 12, do not touch'] as const;
const DEEDS: readonly Deed[] = [
  'rename',
  'rename',
  'suspend',
  'ungroup',
  'relink',
  'delete',
  'share',
  'share',
];
/** A suspended guest is looked at every half minute: an hour of it tells no more than minutes do. */
const MOST_SUSPENDED_MS = 5 * MINUTE;

/** Makes up what staff do to the stay's own objects, at moments around which it matters. */
export function generateStaff(
  dice: Dice,
  words: readonly Word[],
  beginsAt: number,
): readonly StaffAct[] {
  if (!dice.chance(0.35)) return [];
  const moments = momentsOf(words, beginsAt);
  const acts: StaffAct[] = [];
  const count = dice.pick([1, 1, 2, 3]);
  for (let nth = 0; nth < count; nth += 1) {
    const near = dice.pick(moments) + dice.pick([-10 * MINUTE, -1_000, 400, 2_000, 5 * MINUTE]);
    const at = Math.max(1, Math.round(near));
    const { reservationId } = dice.pick(words);
    const does = dice.pick(DEEDS);
    const name = dice.pick(does === 'share' ? [reservationId] : NAMES);
    acts.push({ at, reservationId, does, name });
    if (does === 'suspend') {
      const until = at + dice.whole(1_000, MOST_SUSPENDED_MS);
      acts.push({ at: until, reservationId, does: 'unsuspend', name });
    }
  }
  return acts.toSorted((a, b) => a.at - b.at);
}
