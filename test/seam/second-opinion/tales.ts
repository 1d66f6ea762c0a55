import { differences } from '../differences.ts';
import { stories } from '../stories/index.ts';

import { apartInDoubt, apartInStory, type Row } from './compare.ts';
import { type Place, SALTO_KS } from './doubt.ts';
import { doubts } from './doubts/index.ts';
import type { Gate } from './gate.ts';
import { type Seen, seenOfDoubt, seenOfStory, THE_STORY } from './telling.ts';

/** A story of the port or a doubt: what is told at one access system and seen at two services. */
export interface Tale {
  readonly title: string;
  /** The `external_type` of the system at which it is told. */
  readonly at: string;
  readonly needsGroup: boolean;
  see(place: Place, gate: Gate): Promise<Seen>;
  apart(sandbox: Seen, seam: Seen): readonly Row[];
}

/** What the sandbox tells otherwise on purpose is held against the story alone. */
const onPurpose = new Set(
  differences.filter(({ make }) => make === 'the sandbox').map(({ story }) => story),
);

/** All of them, in the order of telling. */
export const tales: readonly Tale[] = [
  ...stories.map((story): Tale => ({
    title: story.title,
    at: SALTO_KS,
    needsGroup: story.part === 'memberships' || story.part === 'access groups',
    see: (place, gate) => seenOfStory(story, place, gate),
    apart: (sandbox, seam) =>
      onPurpose.has(story.title)
        ? apartInDoubt(story.title, new Map([[THE_STORY, 'is told']]), endOf(seam))
        : apartInStory(story.title, sandbox, seam),
  })),
  ...doubts.map((doubt): Tale => ({
    title: doubt.title,
    at: doubt.at,
    needsGroup: doubt.needsGroup ?? false,
    see: (place) => seenOfDoubt(doubt, place),
    apart: (sandbox, seam) => apartInDoubt(doubt.title, sandbox, seam),
  })),
];

function endOf(seen: Seen): Seen {
  return new Map([...seen].filter(([asked]) => asked === THE_STORY));
}
