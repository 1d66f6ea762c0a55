import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

import { beforeAll, describe, expect, inject, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

describe('the workflow bundle', () => {
  let bundle: string;
  let sources: readonly { readonly name: string; readonly text: string }[];

  beforeAll(async () => {
    bundle = await readFile(inject('workflowBundle'), 'utf8');
    const folders = [
      'workflows',
      'workflows/reconcile',
      'src/stay',
      'src/stay/recipes',
      'src/contract',
    ];
    const listed = await Promise.all(
      folders.map(async (folder) =>
        (await readdir(join(root, folder))).map((name) => join(folder, name)),
      ),
    );
    const names = listed.flat().filter((name) => name.endsWith('.ts'));
    sources = await Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(root, name), 'utf8') })),
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

  it('keeps no state in its modules, which the stays of a worker share', () => {
    // What is empty at first is there to be filled.
    const filled =
      /^(?:export )?(?:(?:let|var) |const \w+.* = (?:new \w+(?:<.*>)?\(\)|\[\]|\{\});)/m;
    for (const { name, text } of sources) expect(text, name).not.toMatch(filled);
  });

  it('is loaded once for all stays, and not by each of them', () => {
    const shared = new Map<string, unknown>();
    const stay: { own?: Map<string, unknown> } = {};
    const cache = new Proxy(
      {},
      {
        get: (_, name: string) => shared.get(name) ?? stay.own?.get(name),
        set: (_, name: string, module) => {
          (stay.own ?? shared).set(name, module);
          return true;
        },
      },
    );
    const globals = { AbortController, AsyncLocalStorage, TextEncoder, TextDecoder, URL };
    const context = createContext({ ...globals, assert, __webpack_module_cache__: cache });
    runInContext(bundle, context);
    runInContext('__TEMPORAL__.preloadModules()', context);
    stay.own = new Map();
    runInContext('__TEMPORAL__.importWorkflows()', context);
    expect([...stay.own.keys()]).toEqual([]);
  });
});
