import { join } from 'node:path';

import { expect, inject, it } from 'vitest';

import { frozenBySdk, loadBundle } from '../support/load-bundle.ts';

// What a build makes of the compiled code, as `test/workflows/shared-code.test.ts` asks it of the sources.
it.each(['workflow-bundle.js', 'workflow-bundle-encrypting.js'])(
  '%s is loaded once for all stays, and gives the SDK nothing to freeze but functions',
  (name) => {
    const { shared, own } = loadBundle(join(inject('program'), '../../..', name));
    expect([...own.keys()]).toEqual([]);
    expect([...shared.keys()].some((module) => module.endsWith('/workflows/index.js'))).toBe(true);
    expect(frozenBySdk(shared)).toEqual([]);
  },
);
