import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** An option of a command. */
export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands for its value in the help, such as "N". */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<Type extends Option['type']> = Type extends 'boolean' ? boolean : string;

/** The options that were given. */
export type Values<O extends Options> = { readonly [Name in keyof O]?: ValueOf<O[Name]['type']> };

/** One call of a command. */
export interface Call<O extends Options> {
  readonly values: Values<O>;
  /** The argument, if the command takes one; empty where an option is given instead. */
  readonly argument: string;
  readonly terminal: Terminal;
}

/** A command: what it is called, what it does, and how people learn about it. */
export interface Command<O extends Options = Options> {
  /** Its words on the command line, such as "stay put". */
  readonly name: string;
  /** What its one argument is; absent if it takes none. */
  readonly argument?: string;
  /** The option that is given instead of the argument, where there is one. */
  readonly insteadOfArgument?: string;
  readonly summary: string;
  /** What else a person may want to know, a paragraph each. */
  readonly details?: readonly string[];
  readonly examples?: readonly string[];
  readonly options: O;
  run(call: Call<O>): Promise<ExitCode>;
}

/** Makes a command of its description, so that `run` knows its options by name. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command;
}

/** Asks for one JSON document on stdout. */
export const JSON_OPTION = {
  json: { type: 'boolean', help: 'print one JSON document' },
} as const satisfies Options;
