import { describe, expect, it } from 'vitest';

import { plant } from './plant.ts';
import type { Edit } from './planted-bug.ts';

const DOOR = `
import { ring } from './bell.ts';

export function shut(door: Door, when = 0): string | undefined {
  const lock = door.lock;
  if (lock.isOpen && when > 0) {
    lock.turn('left');
  }
  return lock.isOpen ? undefined : ring('shut');
}
`;
const BELL = `
export function ring(word: string): string {
  return word;
}
`;
const SOURCES = new Map([
  ['src/hall/door.ts', DOOR],
  ['src/hall/bell.ts', BELL],
]);

describe('an edit', () => {
  it('finds the door whatever its lock is called, and however the file is laid out', () => {
    const find = "if ($lock.isOpen && $when > 0) $lock.turn('left');";
    const strange = `
      export const shut = (door: Door, late: number) => {
        const { lock: bolt } = door;
        // Nobody is in the way.
        if (((bolt.isOpen) && late > 0)) bolt.turn("left");
      };
    `;
    for (const door of [DOOR, strange]) {
      expect(planted({ in: 'shut', find, replace: '' }, door)).not.toContain('.turn(');
    }
  });

  it('finds the door in whatever file it is', () => {
    const edit = { in: 'shut', find: "$lock.turn('left')", replace: "$lock.turn('right')" };
    const moved = new Map([['workflows/door.ts', DOOR]]);
    const [only] = plant(bugOf(edit), moved);
    expect(only?.file).toBe('workflows/door.ts');
    expect(only?.after).toBe(DOOR.replace('left', 'right'));
  });

  it('puts what a placeholder stands for into the new code', () => {
    const edit = {
      in: 'shut($door, $when)',
      find: '$lock.isOpen && $late',
      replace: '$lock.isOpen || $late || $door.isNew || $when < 0',
    };
    expect(planted(edit)).toContain('if ((lock.isOpen || (when > 0) || door.isNew || when < 0)) {');
  });

  it('keeps several statements together where one stood in a branch', () => {
    const door = DOOR.replace(/\{\n\s+(lock.turn\('left'\);)\n\s+\}/, '$1');
    const edit = {
      in: 'shut',
      find: "$lock.turn('left');",
      replace: '$lock.pull(); $lock.push();',
    };
    expect(planted(edit, door)).toContain(
      'if (lock.isOpen && when > 0) { lock.pull(); lock.push(); }',
    );
  });

  it('finds statements that follow each other', () => {
    const find = 'const $lock = $door.lock; if ($lock.isOpen && $late) $turn;';
    const after = planted({ in: 'shut', find, replace: 'const $lock = $door.lock; $turn;' });
    expect(after).toContain("const lock = door.lock; lock.turn('left');");
  });

  it('brings along the import that the new code needs', () => {
    const sources = new Map([...SOURCES, ['src/gate.ts', 'export const gate = () => 1;\n']]);
    const edit = { in: 'gate', find: '1', replace: "ring('open')" };
    const [only] = plant(bugOf(edit), sources);
    expect(only?.after).toMatch(/^import \{ ring \} from '\.\/hall\/bell\.ts';\nexport/);
  });

  it.each([
    ['is not there', "$lock.turn('right')", '$lock', /0 times: \$lock/],
    ['is there twice', '$lock.isOpen', 'true', /2 times \(shut of src\/hall\/door\.ts, shut/],
    ['is changed into itself', "'left'", "'left'", /changes nothing/],
    ['is found by the name of a local', "lock.turn('left')", "'left'", /write \$lock for a local/],
    ['is changed into what names a local', "'left'", 'lock', /write \$lock for a local/],
    ['becomes what nothing stands for', "'left'", '$word', /neither `find` nor `in` has \$word/],
    ['names a property after a local', "'left'", '{ $word }', /write { name: \$word }/],
    ['becomes a statement, and was none', "'left'", 'return;', /both be expressions/],
    ['is no code', "'left", "'left'", /neither an expression nor statements/],
  ])('is refused where its place %s', (_, find, replace, why) => {
    expect(() => planted({ in: 'shut', find, replace })).toThrow(why);
    expect(() => planted({ in: 'shut', find, replace })).toThrow(/planted bug door-ajar, in shut/);
  });

  it('has a part of a parameter at hand that is taken apart', () => {
    const door = DOOR.replace('door: Door', '{ lock }: Door').replace(
      'const lock = door.lock;',
      '',
    );
    const edit = { in: 'shut({ lock: $lock })', find: "ring('shut')", replace: 'ring($lock)' };
    expect(planted(edit, door)).toContain('undefined : ring(lock)');
  });

  it('is refused where nothing has the name, and says where its code is instead', () => {
    const edit = { in: 'slam', find: "$lock.turn('left')", replace: "'left'" };
    expect(() => planted(edit)).toThrow(/has this name \(but in shut of src\/hall\/door\.ts\)/);
  });

  it('is refused where more than one file exports what the new code needs', () => {
    const sources = new Map([...SOURCES, ['src/gate.ts', 'export const gate = 1;\n']]);
    sources.set('src/fence.ts', 'export const gate = 2;\n');
    const edit = { in: 'shut', find: "'left'", replace: 'gate' };
    expect(() => plant(bugOf(edit), sources)).toThrow(/each of src\/gate\.ts, src\/fence\.ts/);
  });
});

function planted(edit: Edit, door = DOOR): string | undefined {
  return plant(bugOf(edit), new Map([...SOURCES, ['src/hall/door.ts', door]]))[0]?.after;
}

function bugOf(edit: Edit) {
  const story = 'The door is ajar.';
  return { name: 'door-ajar', story, caughtBy: 'I1 no stranger', edits: [edit] } as const;
}
