import type { Command } from './command.ts';

const WIDTH = 88;

/** What there is, a line each. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [usageOf(command), command.summary] as const);
  return [
    'Door access for every stay: granted on time, revoked for certain.',
    '',
    'usage: nightlatch <command> [options]',
    '',
    ...columns(rows),
    '',
    'Exit codes: 0 done, 1 refused or failed, 2 usage or configuration, 3 no such stay,',
    '4 Temporal or Seam cannot be reached.',
    '',
    'nightlatch <command> --help says more, and nightlatch --version which version this is.',
  ].join('\n');
}

/** Everything about one command. */
export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ''}`, help] as const,
  );
  return [
    `usage: nightlatch ${usageOf(command)}${options.length > 0 ? ' [options]' : ''}`,
    ...otherUsage(command),
    '',
    ...wrap(`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`, WIDTH),
    ...(command.details ?? []).flatMap((paragraph) => ['', ...wrap(paragraph, WIDTH)]),
    ...(options.length > 0 ? ['', 'options:', ...columns(options)] : []),
    ...(command.examples
      ? ['', 'examples:', ...command.examples.map((line) => `  nightlatch ${line}`)]
      : []),
  ].join('\n');
}

/** The call with an option instead of the argument. */
function otherUsage({ name, options, insteadOfArgument: option }: Command): readonly string[] {
  if (option === undefined) return [];
  return [`       nightlatch ${name} --${option} ${options[option]?.value ?? ''} [options]`];
}

function usageOf(command: Command): string {
  return `${command.name}${command.argument === undefined ? '' : ` <${command.argument}>`}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows.flatMap(([left, right]) => {
    const [first = '', ...rest] = wrap(right, WIDTH - width);
    return [`  ${left.padEnd(width - 2)}${first}`, ...rest.map((line) => ' '.repeat(width) + line)];
  });
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
