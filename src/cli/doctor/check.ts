import type { ExitCode } from '../exit-code.ts';
import { failureOf } from '../failure.ts';

/** What one look found. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  /** What to do about it. */
  readonly next?: string;
  /** What else was seen, a line each. */
  readonly details?: readonly string[];
}

/** A check, and how the doctor ends if it is the first that is not well. */
export interface Finding extends Check {
  readonly exitCode: ExitCode;
}

/** Something that a check looks at; `undefined` if an earlier check could not get it. */
export type Sought<T> = { readonly finding: Finding; readonly value?: T };

/** Looks, and makes a finding of what comes of it, whether it is a value or an error. */
export async function look<T>(
  name: string,
  find: () => T | Promise<T>,
  describe: (value: T) => string,
): Promise<Sought<T>> {
  try {
    const value = await find();
    return { finding: { name, ok: true, message: describe(value), exitCode: 0 }, value };
  } catch (error) {
    const { message, next, exitCode } = failureOf(error);
    return { finding: { name, ok: false, message, next, exitCode } };
  }
}
