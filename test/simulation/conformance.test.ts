import { describe, expect, it } from 'vitest';

import { MICRO_STORIES } from './conformance/micro-stories.ts';
import { simulatedHost } from './conformance/simulated-host.ts';
import { traceFile } from './conformance/trace-file.ts';

describe('the simulator', () => {
  it.each(MICRO_STORIES)('agrees with Temporal: $name', async (story) => {
    const host = simulatedHost();
    await story.play(host);
    await expect(await host.trace()).toMatchFileSnapshot(traceFile(story));
  });
});
