import type { Rig } from './rig.ts';
import type { Asked, Objects } from './step-bench.ts';

/** Lets the server's time pass, second by second, while something waits for it. */
export async function meanwhile<T>(rig: Rig, waiting: Promise<T>): Promise<T> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  void waiting.then(over, over);
  await rig.until(async () => isOver, 'an answer');
  return waiting;
}

/** Every object that the sandbox holds. */
export async function objectsOf(rig: Rig): Promise<Objects> {
  const { ok: _ok, ...objects } = await rig.seam.get<Objects & { readonly ok: true }>('objects');
  return objects;
}

/** Every request that reached the sandbox since it was reset. */
export async function requestsOf(rig: Rig): Promise<readonly Asked[]> {
  return (await rig.seam.get<{ readonly requests: readonly Asked[] }>('requests')).requests;
}
