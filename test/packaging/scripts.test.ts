import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const repository = new URL('../../', import.meta.url);
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('package.json', repository), 'utf8')));
/** Programs of the packages that we depend on: npm has a version of each for either shell. */
const programs = new Set(readdirSync(new URL('node_modules/.bin', repository)));

describe('a script of package.json', () => {
  it.each(Object.entries(scripts))(
    '%s means the same to sh and to Windows’ cmd.exe',
    (_, script) => {
      // Neither a word that only one of them has, such as exec, nor what each quotes and expands in its own way.
      // An exclamation mark within a word is one to both, unless a person types at a prompt.
      expect(script).toMatch(/^[\w@:./=&! -]+$/);
      const first = script.split(' && ').map((command) => command.split(' ')[0] ?? '');
      expect(first.filter((name) => name !== 'npm' && !programs.has(name))).toEqual([]);
    },
  );
});
