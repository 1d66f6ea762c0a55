import { afterAll, afterEach, beforeAll } from 'vitest';

import { type Rig, startRig } from './rig.ts';

/**
 * The rig of a file's stories, or of those of one `describe`, started before the first and closed after the last.
 *
 * A story that failed, or that its second try follows, leaves the next one a rig of its own: a time-skipping server
 * that has lost a workflow task may never end a story again, and the ids of the first try are free.
 *
 * @param key names the sandbox workspace, as `startRig` takes it
 * @param prepare what is done to each rig before its stories
 */
export function useRig(
  key: string,
  prepare?: (rig: Rig) => Promise<void> | void,
  replayEvery?: number,
): Rig {
  let rig: Rig | undefined;
  const start = async (): Promise<void> => {
    rig = await startRig(key, replayEvery);
    await prepare?.(rig);
  };
  beforeAll(start);
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    rig?.abandon();
    await start();
  });
  afterAll(() => rig?.close());
  return new Proxy({} as Rig, {
    get(_, name) {
      if (rig === undefined)
        throw new Error('The rig is started before the first story, not earlier');
      return Reflect.get(rig, name) as unknown;
    },
  });
}
