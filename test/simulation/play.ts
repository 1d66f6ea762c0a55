import * as workflows from '../../workflows/index.ts';

import { type Ending, runStory } from './run-story.ts';
import { generateHouse, houseCalled } from './world/generate-house.ts';
import { keyStoryCalled } from './world/generate-keys.ts';
import { resetsCalled } from './world/generate-resets.ts';
import { generateStory } from './world/generate-story.ts';
import { toldCalled } from './world/generate-told.ts';
import type { Story } from './world/story.ts';

/** The story of a seed, or of a house. */
function storyCalled(name: string): Story {
  const house = houseCalled(name);
  if (house !== undefined) return generateHouse(house);
  return toldCalled(name) ?? resetsCalled(name) ?? keyStoryCalled(name) ?? generateStory(name);
}

/** Plays a story, or the story of a seed, with the workflows and activities of this very code. */
export async function play(story: Story | string, isTraced = false): Promise<Ending> {
  const told = typeof story === 'string' ? storyCalled(story) : story;
  return runStory(told, {
    workflows: workflows,
    isTraced,
  });
}
