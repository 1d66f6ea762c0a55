import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A block of code on a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** The file that is named on the next line of its own; empty if there is none. */
  readonly file: string;
}

/** The path of a file of the repository. */
export function pathOf(file: string): string {
  return join(ROOT, file);
}

/** The text of a file of the repository. */
export function read(file: string): string {
  return readFileSync(pathOf(file), 'utf8');
}

/** A part of a file stands further to the left on a page. */
export function unindented(code: string): string {
  return code.replaceAll(/^ +/gm, '');
}

/** Every block of code of a page. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => {
    const [whole, language = '', code = ''] = match;
    const rest = page.slice(match.index + whole.length);
    return { language, code, file: /^`([^`\n]+)`$/m.exec(rest)?.[1] ?? '' };
  });
}

/** The files of the repository that a page names in its text. */
export function filesNamed(page: string): readonly string[] {
  const names = page.matchAll(/`((?:src|sandbox|test|workflows|activities)\/[\w./-]+\.ts)`/g);
  return [...names].map(([, file = '']) => file);
}
