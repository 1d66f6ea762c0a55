import * as workflows from '../../workflows/index.ts';

import { type Ending, runStory } from './run-story.ts';
import { generateStory } from './world/generate-story.ts';
import type { Story } from './world/story.ts';

/** Plays a story, or the story of a seed, with the workflows and activities of this very code. */
export async function play(story: Story | string, isTraced = false): Promise<Ending> {
  const told = typeof story === 'string' ? generateStory(story) : story;
  return runStory(told, {
    workflows: workflows,
    isTraced,
  });
}
