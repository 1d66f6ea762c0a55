import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

/** The names of modules, from the folder in which they were bundled, and what each exports. */
export type Modules = ReadonlyMap<string, { readonly exports: object }>;

/** Loads bundled workflows as a worker does: what all stays have, and what the next stay loads for itself. */
export function loadBundle(path: string): { readonly shared: Modules; readonly own: Modules } {
  const [shared, own] = [new Map(), new Map()];
  let loading = shared;
  const cache = new Proxy(
    {},
    {
      get: (_, name) => shared.get(name) ?? own.get(name),
      set: (_, name, module) => loading.set(name, module) !== undefined,
    },
  );
  const globals = { AbortController, AsyncLocalStorage, TextDecoder, TextEncoder, URL };
  const context = createContext({ ...globals, assert, __webpack_module_cache__: cache });
  runInContext(readFileSync(path, 'utf8'), context);
  runInContext('__TEMPORAL__.preloadModules?.()', context);
  loading = own;
  runInContext('__TEMPORAL__.importWorkflows()', context);
  return { shared, own };
}

/** What Temporal's SDK would freeze of our modules and zod's, beside functions: it freezes what is exported. */
export function frozenBySdk(shared: Modules): readonly string[] {
  return [...shared]
    .filter(([name]) => !/\bnode_modules\/(?!zod\/)/.test(name))
    .flatMap(([name, { exports }]) =>
      Object.entries(exports)
        .filter(([, value]) => typeof value !== 'function' && !Object.isFrozen(value))
        .map(([key]) => `${name}: ${key}`),
    );
}
