import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { z } from 'zod';

import * as standIn from './temporal/workflow.ts';

const root = join(import.meta.dirname, '../..');

const imports = z.object({ paths: z.array(z.unknown()).optional() });
const lint = z.object({
  overrides: z.array(
    z.object({
      rules: z.object({
        'no-restricted-imports': z
          .tuple([z.literal('error'), imports])
          .or(z.literal('off'))
          .optional(),
      }),
    }),
  ),
});
const listed = z.object({
  name: z.literal('@temporalio/workflow'),
  allowImportNames: z.array(z.string()),
});

/** What workflows and the contract may import of `@temporalio/workflow`. */
async function allowedNames(): Promise<readonly string[]> {
  const { overrides } = lint.parse(parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')));
  return overrides.flatMap(({ rules: { 'no-restricted-imports': rule } }) => {
    const paths = rule === undefined || rule === 'off' ? [] : (rule[1].paths ?? []);
    return paths.flatMap((path) => listed.safeParse(path).data?.allowImportNames ?? []);
  });
}

it('stands in for every name of the SDK that a workflow may import', async () => {
  const names = await allowedNames();
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !(name in standIn))).toEqual([]);
});

it('says in its README how far each of these names goes', async () => {
  const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const [surface = ''] = readme.split('## The surface')[1]?.split('\n## ') ?? [];
  expect((await allowedNames()).filter((name) => !surface.includes(`\`${name}\``))).toEqual([]);
});
