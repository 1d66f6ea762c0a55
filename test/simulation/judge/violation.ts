/** The invariants of `reliability.md` that a story is held against, and two of every simulation. */
export const INVARIANTS = [
  'I1 no stranger',
  'I2 nothing left',
  'I3 no lock-out',
  'I4 no doubles',
  'I5 no lost word',
  'I7 honest end',
  'I8 silent',
  'I10 replayable',
  'I11 bounded',
  'I12 not stuck',
  'I14 polite',
  'I15 separate',
  'I16 no circles',
  'I17 in turn',
  'I18 patient',
  'I19 told',
] as const;

export type Invariant = (typeof INVARIANTS)[number];

/** Something that must not be, and when it was first seen. */
export interface Violation {
  readonly invariant: Invariant;
  readonly at: number;
  readonly stay: string;
  readonly what: string;
}

/** Keeps the first violation of each invariant by each stay: the rest follows from it. */
export class Findings {
  readonly violations: Violation[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(invariant: Invariant, stay: string, what: string): void {
    const isKnown = this.violations.some((v) => v.invariant === invariant && v.stay === stay);
    if (!isKnown) this.violations.push({ invariant, at: this.#now(), stay, what });
  }
}
