import { readFile } from 'node:fs/promises';

import { beforeAll, describe, expect, inject, it } from 'vitest';

describe('the workflow bundle', () => {
  let bundle: string;

  beforeAll(async () => {
    bundle = await readFile(inject('workflowBundle'), 'utf8');
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
});
