import { childFailed, type ChildOptions, startChild } from './child-process.ts';

/** A program to run to its end. */
export interface CommandOptions extends ChildOptions {
  /** After how many milliseconds it is stopped. */
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end and returns what it printed on stdout.
 *
 * @throws ChildFailed with the last lines of its stderr if it fails or takes too long; the signal's
 * reason
 */
export async function runCommand(options: CommandOptions): Promise<string> {
  options.signal?.throwIfAborted();
  const lines: string[] = [];
  const child = await startChild({
    ...options,
    onLine(line, stream) {
      if (stream === 'stdout') lines.push(line);
      options.onLine?.(line, stream);
    },
  });
  let late = false;
  const stop = (): void => void child.stop();
  const deadline = setTimeout(() => {
    late = true;
    stop();
  }, options.withinMs);
  options.signal?.addEventListener('abort', stop);
  if (options.signal?.aborted) stop();
  const { code, signal } = await child.exited;
  clearTimeout(deadline);
  options.signal?.removeEventListener('abort', stop);
  options.signal?.throwIfAborted();
  if (code === 0) return lines.join('\n');
  const how = late
    ? `took longer than ${options.withinMs / 1000} s`
    : signal === null
      ? `failed with exit code ${code}`
      : `was ended by ${signal}`;
  throw childFailed(child, how);
}
