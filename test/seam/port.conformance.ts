import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { differences } from './differences.ts';
import type { SeamMake, StartedSeam } from './seam-make.ts';
import { stories } from './stories/index.ts';

/**
 * Tells every story of the parts that a make of Seam serves. Where docs/seam-second-opinion.md has
 * a difference of this make, the story must fail, and the difference must show.
 */
export function conformsToThePort(make: SeamMake): void {
  const differing = differences.filter((difference) => difference.make === make.name);
  const served = stories.filter((story) => make.serves.includes(story.part));
  const alike = served.filter(({ title }) => !differing.some(({ story }) => story === title));
  const unlike = served.filter((story) => !alike.includes(story));

  describe(`${make.name} as Seam`, () => {
    let made: StartedSeam;

    beforeEach(async () => {
      made = await make.start();
    });

    afterEach(() => made.stop());

    it.each(alike)('$part: $title', async (story) => {
      await expect(story.tell(made)).resolves.toBeUndefined();
    });

    it.each(unlike)('$part: not so: $title', async (story) => {
      await expect(story.tell(made)).rejects.toBeInstanceOf(Error);
    });

    it.each(differing)('$story? $instead', async (difference) => {
      await expect(difference.shows(made)).resolves.toBeUndefined();
    });
  });
}
