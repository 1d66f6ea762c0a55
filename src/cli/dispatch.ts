import { parseArgs } from 'node:util';

import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { failureOf } from './failure.ts';
import { commandHelp, overview } from './help.ts';
import { ownVersion } from './own-version.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs the command that the words name and answers its exit code. Whatever goes wrong becomes one
 * sentence and a next step on stderr, and with `--json` a document on stdout.
 */
export async function dispatch(
  commands: readonly Command[],
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    return await run(commands, words, terminal);
  } catch (error) {
    const { type, message, next, exitCode } = failureOf(error);
    terminal.say(`${message} ${next}`);
    if (isJsonAsked(words)) terminal.printJson({ error: { type, message, next } });
    return exitCode;
  }
}

async function run(
  commands: readonly Command[],
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const command = find(commands, words);
  if (command === undefined) return explain(commands, words, terminal);
  const { values, argument } = read(command, words.slice(command.name.split(' ').length));
  if (values['help'] === true) {
    terminal.print(commandHelp(command));
    return EXIT.done;
  }
  return command.run({ values, argument, terminal });
}

function find(commands: readonly Command[], words: readonly string[]): Command | undefined {
  return commands.find((command) =>
    command.name.split(' ').every((word, at) => words[at] === word),
  );
}

/** Without a command: the version if it is asked for, and otherwise the overview, asked for or not. */
async function explain(
  commands: readonly Command[],
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const named = words.filter((word) => !word.startsWith('-'));
  const group = commands.filter(
    (command) => named.length === 1 && command.name.startsWith(`${named[0]} `),
  );
  const isAsked = words.some((word) => word === '--help' || word === '-h');
  if (named.length > 0 && group.length === 0) {
    // The words after it may tell of a guest.
    const [first = '', second = ''] = named;
    const isGroup = commands.some((command) => command.name.startsWith(`${first} `));
    const name = isGroup ? `${first} ${second}` : first;
    throw new UsageError(`There is no command "${name}".`, 'See nightlatch --help.');
  }
  if (words[0] === '--version') {
    terminal.print(await ownVersion());
    return EXIT.done;
  }
  const text = overview(group.length > 0 ? group : commands);
  if (isAsked) {
    terminal.print(text);
    return EXIT.done;
  }
  const unknown = words.find((word) => word.startsWith('-') && word !== '--json');
  if (unknown !== undefined) {
    // An option with a value or blanks in it may tell of a guest.
    const which = /^--?[\w-]+$/.test(unknown) ? `, and "${unknown}" has none before it` : '';
    throw new UsageError(`An option goes after a command${which}.`, 'See nightlatch --help.');
  }
  // Whoever asked for a document gets one, of the failure too.
  if (isJsonAsked(words)) {
    throw new UsageError('There is no command to run.', 'See nightlatch --help.');
  }
  terminal.say(text);
  return EXIT.usage;
}

function read(
  command: Command,
  words: readonly string[],
): { values: Record<string, string | boolean>; argument: string } {
  const see = `See nightlatch ${command.name} --help.`;
  const { values, positionals } = parse(command, words, see);
  if (values['help'] === true) return { values, argument: '' };
  const [argument] = positionals;
  requireArgument(command, argument, values, see);
  const most = command.argument === undefined ? 0 : 1;
  if (positionals.length > most) {
    // Not quoted: a reason without its quotation marks may tell of a guest.
    throw new UsageError(
      `nightlatch ${command.name} takes ${most === 0 ? 'no argument' : 'one argument'}, and does not know what to do with more.`,
      `What has blanks in it goes into quotation marks. ${see}`,
    );
  }
  return { values, argument: argument ?? '' };
}

/** An argument is given where the command takes one, or the option that stands in its place; never both. */
function requireArgument(
  { name, argument: wanted, insteadOfArgument: option }: Command,
  argument: string | undefined,
  values: Readonly<Record<string, unknown>>,
  see: string,
): void {
  if (wanted === undefined) return;
  const isReplaced = option !== undefined && values[option] !== undefined;
  const or = option === undefined ? '' : ` or --${option}`;
  if (argument === undefined && !isReplaced)
    throw new UsageError(`nightlatch ${name} needs <${wanted}>${or}.`, see);
  if (argument !== undefined && isReplaced)
    throw new UsageError(`nightlatch ${name} takes <${wanted}>${or}, and not both.`, see);
}

function parse(command: Command, words: readonly string[], see: string) {
  const known = Object.entries(command.options).map(
    ([name, { type }]) => [name, { type }] as const,
  );
  try {
    return parseArgs({
      args: withValues(command, words),
      options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    // The parser's own message goes on about positionals after its first sentence.
    const message = error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : String(error);
    if (!message.startsWith('Unknown option'))
      throw new UsageError(`${message.replace(/\.$/, '')}.`, see);
    // Not quoted if it has blanks: then it is a sentence, which may tell of a guest.
    throw new UsageError(
      /^Unknown option '[\w-]+'$/.test(message) ? `${message}.` : 'Unknown option.',
      `An id that begins with a dash goes after "--". ${see}`,
    );
  }
}

/**
 * Writes each option that has a value as one word: an id may begin with a dash, and would be taken
 * for an option of its own.
 */
function withValues({ options }: Command, words: readonly string[]): string[] {
  const isOption = (word: string): boolean =>
    ['--', '--help', '-h'].includes(word) ||
    (word.startsWith('--') && Object.hasOwn(options, word.slice(2).replace(/=.*/s, '')));
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word = '', value] = words.slice(at);
    if (word === '--') return [...joined, ...words.slice(at)];
    const takesOne = isOption(word) && options[word.slice(2)]?.type === 'string';
    const isGiven = takesOne && value !== undefined && !isOption(value);
    joined.push(isGiven ? `${word}=${value}` : word);
    if (isGiven) at += 1;
  }
  return joined;
}

/** Whether a document was asked for; what comes after "--" is no option. */
function isJsonAsked(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes('--json');
}
