import { faultOutcomes } from '../../../sandbox/fault-plan.ts';
import type { Ending } from '../run-story.ts';
import type { Place, Story, Strike, WireOutcome } from '../world/story.ts';
import { momentAt, putOf, storyOf, wordsOf } from '../world/write-story.ts';

const MINUTE = 60_000;

/** One house for each recipe. */
const HOUSES = ['ks-pin', 'ks-mobile', 'ks-enrolled', 'space', 'latch'] as const;

const OUTCOMES: readonly WireOutcome[] = [...faultOutcomes, 'slow-request', 'slow-answer'];
const PLACES: readonly Place[] = ['before-send', 'in-flight', 'after-answer', 'after-completion'];

type Fault = Omit<Strike, 'route' | 'nth'>;

/** Every way in which one request, or the worker that makes it, can go wrong. */
const FAULTS: readonly Fault[] = [
  ...OUTCOMES.map((outcome) => ({ outcome })),
  ...PLACES.map((dies) => ({ dies })),
];

interface CallSite {
  readonly route: string;
  readonly nth: number;
}

/** Two faults in one stay. */
export interface FaultPair {
  readonly house: string;
  readonly strikes: readonly [Strike, Strike];
}

/**
 * Every call of a stay that is granted, extended and ended, at every recipe, with every fault at it,
 * and every other one at what is asked again or next. `play` lives the stay without faults, to see
 * its calls.
 */
export async function faultPairs(
  play: (story: Story) => Promise<Ending>,
): Promise<readonly FaultPair[]> {
  const pairs: FaultPair[] = [];
  for (const house of HOUSES) {
    const sites = callSites(await play(storyIn(house, [])));
    for (const [index, site] of sites.entries()) {
      const next = sites[index + 1];
      const again = { ...site, nth: site.nth + 1 };
      for (const first of FAULTS) {
        for (const where of next === undefined ? [again] : [again, next]) {
          for (const second of FAULTS) {
            pairs.push({
              house,
              strikes: [
                { ...site, ...first },
                { ...where, ...second },
              ],
            });
          }
        }
      }
    }
  }
  return pairs;
}

/** The story of a pair. */
export function storyOfPair({ house, strikes }: FaultPair): Story {
  return storyIn(house, strikes);
}

function storyIn(house: string, strikes: readonly Strike[]): Story {
  const words = wordsOf([
    [0, putOf({ listingId: house, checkIn: 5 * MINUTE, checkOut: 60 * MINUTE })],
    [30 * MINUTE, { kind: 'change', checkOut: momentAt(90 * MINUTE) }],
  ]);
  const name = [house, ...strikes.map(nameOf)].join(', ');
  return storyOf(name, words, { conditions: { strikes } });
}

function nameOf({ route, nth, outcome, dies }: Strike): string {
  return `${outcome ?? `dies ${dies ?? ''}`} at ${route} ${nth}`;
}

function callSites({ ledger }: Ending): readonly CallSite[] {
  const counts = new Map<string, number>();
  return ledger.map(({ route }) => {
    const nth = (counts.get(route) ?? 0) + 1;
    counts.set(route, nth);
    return { route, nth };
  });
}
