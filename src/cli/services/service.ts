import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Child, childFailed, type ChildOptions, startChild } from './child-process.ts';

/** A program to start that says in one line on stdout when it is ready. */
export interface ServiceOptions extends ChildOptions {
  /** How long it may take, in milliseconds. */
  readonly readyWithinMs: number;
  /** Which line of stdout says so; by default the first one. */
  readonly isReady?: ((line: string) => boolean) | undefined;
  /** Gives up the wait, and stops it. */
  readonly signal?: AbortSignal | undefined;
}

/** A running program that is ready. */
export interface Service extends Child {
  readonly readyLine: string;
}

/**
 * Starts a program and waits until it is ready; when it is not in time, it is stopped.
 *
 * @throws ChildFailed with the last lines of its stderr; the signal's reason
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  options.signal?.throwIfAborted();
  const ready = Promise.withResolvers<string>();
  const child = await startChild({
    ...options,
    onLine(line, stream) {
      if (stream === 'stdout' && (options.isReady?.(line) ?? true)) ready.resolve(line);
      options.onLine?.(line, stream);
    },
  });
  void child.exited.then(({ signal, code }) =>
    ready.reject(childFailed(child, `ended before it was ready (${signal ?? code})`)),
  );
  const deadline = setTimeout(() => {
    ready.reject(childFailed(child, `was not ready within ${options.readyWithinMs / 1000} s`));
  }, options.readyWithinMs);
  const abort = (): void => ready.reject(options.signal?.reason);
  options.signal?.addEventListener('abort', abort);
  if (options.signal?.aborted) abort();
  try {
    return { ...child, readyLine: await ready.promise };
  } catch (error) {
    await child.stop();
    throw error;
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener('abort', abort);
  }
}

/**
 * The command line of one of our own programs, such as "sandbox/main": the sources in a checkout,
 * where Node strips the types, and the built files where we were built.
 */
export function ownProgram(
  path: string,
  ...args: readonly string[]
): Pick<ChildOptions, 'command' | 'args'> {
  const url = new URL(`../../../${path}${extname(import.meta.url)}`, import.meta.url);
  return { command: process.execPath, args: [fileURLToPath(url), ...args] };
}
