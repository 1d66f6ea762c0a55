import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, inject, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

describe('the workflow bundle', () => {
  let bundle: string;
  let sources: readonly { readonly name: string; readonly text: string }[];

  beforeAll(async () => {
    bundle = await readFile(inject('workflowBundle'), 'utf8');
    const names = (await readdir(join(root, 'workflows'))).filter((name) => name.endsWith('.ts'));
    sources = await Promise.all(
      names.map(async (name) => ({
        name,
        text: await readFile(join(root, 'workflows', name), 'utf8'),
      })),
    );
  });

  it('holds the stay', () => {
    expect(bundle).toContain('workflows/guest-stay.ts');
  });

  it.each([
    ['a Seam client', /@seamapi|axios|connectSeam/],
    ['the body of an activity', /createActivities|\/activities\/(?!.*workflow)[a-z-]+\.ts/],
    ['a module of Node', /require\(["']node:|from ["']node:/],
    ['time zone data', /temporal-polyfill|Intl\.DateTimeFormat|Europe\/|America\//],
    ['the environment', /process\.env\.(?!NODE_ENV)/],
    ['the sandbox', /\/sandbox\//],
  ])('holds no trace of %s', (_what, trace) => {
    const code = bundle.replace(/\/\/# sourceMappingURL=.*$/ms, '');
    expect(trace.exec(code)?.[0]).toBeUndefined();
  });

  it('keeps no state in its modules', () => {
    for (const { name, text } of sources)
      expect(text, name).not.toMatch(/^(?:export )?(?:let|var) /m);
  });
});
