import { describe, expect, it } from 'vitest';

import { newState } from '../../src/stay/first-state.ts';
import { type Migrations, readState } from '../../src/stay/state-version.ts';

const now = newState('R-1');

describe('the state that a run hands on', () => {
  it('is read as it was written', () => {
    expect(readState(now)).toEqual(now);
  });

  it('keeps what a newer release has added, and is of this version from then on', () => {
    expect(readState({ ...now, version: 2, parking: { since: 1 } })).toEqual({
      ...now,
      parking: { since: 1 },
    });
  });

  it('is migrated version by version, and keeps what no migration names', () => {
    const migrations: Migrations = {
      1: ({ notes }) => ({ remarks: notes }),
      2: ({ remarks }) => ({ remarks: [remarks, 'read'] }),
    };
    const written = { ...now, notes: ['late'], parking: 1 };
    expect(readState(written, migrations, 3)).toEqual({
      ...written,
      version: 3,
      remarks: [['late'], 'read'],
    });
  });

  it('is not guessed at where its version is older than every migration', () => {
    expect(() => readState({ ...now, version: 0 })).toThrow('version 0 cannot be read');
  });

  it.each([[null], ['R-1'], [{}], [{ ...now, version: '1' }], [{ version: 1 }]])(
    'is no state: %j',
    (written) => {
      expect(() => readState(written)).toThrow('is no state of a stay');
    },
  );
});
