import { once } from 'node:events';

/**
 * Resolves when somebody asks this process to stop. Ctrl-C may arrive twice, from the terminal and
 * from npm: more than the first changes nothing.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => resolve());
  });
}

/** Somebody asked this process to stop before it had done what it was asked for. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Stopped before the end');
  }
}

/** A signal that aborts with {@link Interrupted} when somebody asks this process to stop. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  void untilStopped().then(() => stopping.abort(new Interrupted()));
  return stopping.signal;
}

/** Resolves when a signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
