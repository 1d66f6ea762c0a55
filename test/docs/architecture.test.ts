import { existsSync, readdirSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { begin } from '../../src/stay/begin.ts';
import { decide } from '../../src/stay/decide.ts';
import { overtakes } from '../../src/stay/overtakes.ts';
import { isActivity, record } from '../../src/stay/record.ts';
import type { StayState } from '../../src/stay/state.ts';
import {
  BEFORE,
  change,
  CHECK_OUT,
  done,
  INTERRUPTED,
  noPlan,
  outcomeOf,
  play,
  put,
  QUIET_MS,
  taken,
  told,
} from '../support/stay-values.ts';

import { blocksOf, filesNamed, pathOf, read, unindented } from './page.ts';

const page = read('docs/architecture.md');

describe('the page on the architecture', () => {
  it('shows the loop as it is', () => {
    const [loop, ...others] = blocksOf(page).filter(({ language }) => language === 'ts');
    expect(others).toEqual([]);
    expect(loop?.file).toBe('workflows/guest-stay.ts');
    expect(unindented(read('workflows/guest-stay.ts'))).toContain(unindented(loop?.code ?? '?'));
  });

  it('names only files that are there', () => {
    const named = filesNamed(page);
    expect(named.length).toBeGreaterThan(15);
    for (const file of named) expect(existsSync(pathOf(file)), file).toBe(true);
  });

  it('names every file of the core, and no other', () => {
    const [table = ''] = page.split('Within `src/stay`:')[1]?.split('\n## ') ?? [];
    const named = [...table.matchAll(/`([\w/-]+\.ts)`/g)].map(([, file = '']) => file);
    const files = readdirSync(pathOf('src/stay'), { recursive: true, encoding: 'utf8' });
    expect(named.toSorted()).toEqual(files.filter((file) => file.endsWith('.ts')).toSorted());
  });

  it('names every part of the state', () => {
    const [, shape = ''] =
      /^export interface StayState \{(.*?)^\}/ms.exec(read('src/stay/state.ts')) ?? [];
    const parts = [...shape.matchAll(/^  readonly (\w+)/gm)].map(([, part = '']) => part);
    expect(parts.length).toBeGreaterThan(10);
    const [table = ''] = page.split('## The state')[1]?.split('```mermaid') ?? [];
    expect(parts.filter((part) => !table.includes(`\`${part}\``))).toEqual([]);
  });
});

/** The rows of the example on the page: what was decided, the PIN in the ledger, the verdict of the move. */
const rows = page
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split('|').slice(3, 6))
  .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));

const SOON = BEFORE + 20_000;

/** A booked stay whose PIN was asked for at `BEFORE`, and the step that asks. */
function begun() {
  let state = told(undefined, BEFORE, put({}, { revision: 1 }));
  for (let turn = 0; turn < 3; turn += 1) state = taken(state, BEFORE);
  const step = decide(state, BEFORE);
  if (!isActivity(step)) throw new TypeError('no step at Seam was decided');
  return { step, state: begin(state, step, BEFORE) };
}

/** How the page words the PIN of a stay. */
function pinOf({ ledger }: StayState, now: number): string {
  const pin = ledger.find(({ kind }) => kind === 'credential');
  if (pin?.unconfirmedUntil === undefined) return pin?.state ?? '';
  const seconds = (Date.parse(pin.unconfirmedUntil) - now) / 1_000;
  return seconds > 0 ? `${pin.state}, unconfirmed for ${seconds} s` : `${pin.state}, look due`;
}

describe('a room move that is refused while a create is unconfirmed', () => {
  it('comes to what the page tells, line by line', () => {
    const { step, state: asked } = begun();
    const seen: string[][] = [];
    const note = (decided: string, state: StayState, now = SOON): StayState => {
      seen.push([decided, pinOf(state, now), outcomeOf(state, 2) ?? '']);
      return state;
    };
    note(step.do, asked);
    let state = note('', told(asked, SOON, change({ listingId: 'attic' })));
    expect(overtakes(state, step)).toBe(true);
    state = note('', record(state, step, INTERRUPTED, SOON));
    const unconfirmedUntil = new Date(SOON + QUIET_MS).toISOString();
    const outcomes = [
      noPlan('UnknownListing', 'listingId'),
      done({ id: 'pin', unconfirmedUntil }),
      undefined,
    ];
    for (const outcome of outcomes)
      state = note(decide(state, SOON).do, taken(state, SOON, outcome));
    const wait = decide(state, SOON);
    if (wait.do !== 'wait') throw new TypeError('the stay does not wait');
    state = note(`wait for the ${wait.for}`, begin(state, wait, SOON), wait.until);
    expect(outcomeOf(state, 1)).toBe('applied');
    for (let turn = 0; turn < 2; turn += 1)
      state = note(decide(state, wait.until).do, taken(state, wait.until), wait.until);
    expect(decide(state, wait.until)).toMatchObject({ do: 'wait', for: 'check-in' });
    expect(seen).toEqual(rows);
  });

  it('takes nothing of a longer stay that was asked for in the same breath', () => {
    const { step, state } = begun();
    const longer = '2027-03-05T10:00:00.000Z';
    expect(longer > CHECK_OUT).toBe(true);
    const asked = told(state, SOON, change({ checkOut: longer }), change({ listingId: 'attic' }));
    const refused = taken(
      record(asked, step, INTERRUPTED, SOON),
      SOON,
      noPlan('UnknownListing', 'listingId'),
    );
    expect([2, 3].map((number) => outcomeOf(refused, number))).toEqual([undefined, 'refused']);
    const { state: lived } = play(refused, SOON);
    expect([1, 2].map((number) => outcomeOf(lived, number))).toEqual(['applied', 'applied']);
    expect(lived.planned?.plan.closesAt).toBe(longer);
  });
});
