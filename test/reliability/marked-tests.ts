import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A test, or a story of several, that makes rows of the failure model happen. */
export interface MarkedTest {
  readonly file: string;
  readonly title: string;
  /** What it is called where the title is too long: in a test of many rows. */
  readonly short?: string;
  readonly rows: readonly number[];
}

// `// Failure rows: 1, 2 (the simulator)`, as the last line above the test.
const MARK = /^( *)\/\/ Failure rows: ([\d, ]+?)(?: \((.+)\))?\n/gm;

/** Every test that has a mark, in the order of the files. */
export async function findMarkedTests(): Promise<readonly MarkedTest[]> {
  const files = await Array.fromAsync(glob('test/**/*.ts', { cwd: root }));
  const tests = await Promise.all(
    files.toSorted().map(async (file) => markedIn(file, await readFile(join(root, file), 'utf8'))),
  );
  return tests.flat();
}

function markedIn(file: string, text: string): readonly MarkedTest[] {
  return [...text.matchAll(MARK)].map((mark) => {
    const [all, indent = '', rows = '', short] = mark;
    const title = titleIn(text.slice(mark.index + all.length), indent);
    if (title === undefined) throw new Error(`${file}: no title of a test below "${all.trim()}"`);
    return { file, title, rows: rows.split(',').map(Number), ...(short && { short }) };
  });
}

/** The first text in a call of a statement at this indent: a table of cases before it is set in deeper. */
function titleIn(text: string, indent: string): string | undefined {
  if (!new RegExp(`^${indent}(?:it|describe)\\b`).test(text)) return undefined;
  const call = new RegExp(`^${indent}\\S.*?\\(\\s*(['"\`])(.*?)\\1,`, 'm');
  return call.exec(text)?.[2];
}
