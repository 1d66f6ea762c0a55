import type { Environment } from '../../config.ts';

import { messageOf } from './error-facts.ts';

/**
 * Takes a sentence for people about what is going on; long steps repeat it with the time they took.
 */
export type OnProgress = (sentence: string) => void;

/** What every way of finding a program is given. */
export interface SearchContext {
  readonly environment: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

/** One way to come by a program. */
export interface Way {
  /** For people, as in "Tried: …". */
  readonly title: string;
  /** Returns the program's path, or throws an error that says why there is none. */
  find(context: SearchContext): Promise<string>;
}

/** A way that did not work, and why. */
export interface Attempt {
  readonly tried: string;
  readonly because: string;
}

/**
 * Tries the ways in their order and returns the first program that one finds, or what became of
 * each.
 *
 * @throws the signal's reason
 */
export async function firstFound(
  ways: readonly Way[],
  context: SearchContext,
): Promise<string | readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (const way of ways) {
    context.signal?.throwIfAborted();
    try {
      return await way.find(context);
    } catch (error) {
      context.signal?.throwIfAborted();
      attempts.push({ tried: way.title, because: messageOf(error) });
    }
  }
  return attempts;
}

/** The attempts as lines of an error message. */
export function describeAttempts(attempts: readonly Attempt[]): string {
  return attempts.map(({ tried, because }) => `  - ${tried}: ${indent(because)}`).join('\n');
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n    ');
}
