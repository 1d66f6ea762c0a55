/** What must hold, whatever the world does: the numbers are those of docs/reliability.md. */
export const INVARIANTS = {
  'I1 no stranger':
    'When the stay rests, no door opens outside of the plan: for no other guest, at no other door, at no other time, and for nobody while it is held.',
  'I2 nothing left':
    'Everything of the stay at Seam is in its ledger or explained by what is unconfirmed, and at the end nothing is left or can come.',
  'I3 no lock-out':
    'A stay for which nothing is due has its access as planned, has looked after check-in, and removes nothing that the guest needs.',
  'I4 no doubles': 'When the stay rests, a guest has one access user and one credential.',
  'I5 no lost word':
    'Every request gets a verdict, and the verdict is true: what is applied was confirmed at Seam, what is refused is not lived.',
  'I6 in any order':
    'Of each field the newest revision counts, whenever it comes: an older one changes nothing, and a newer one is taken.',
  'I7 honest end': 'A stay is over after two proofs of absence, a quiet period apart.',
  'I11 bounded':
    'A state is JSON of at most 64 KB, and a stay does not turn round without a pause.',
  'I12 not stuck': 'A stay that waits knows for what, and once all is well it ends.',
  'I14 polite': 'What has failed twice is not taken again without a pause.',
  'I15 separate': 'What somebody else made is not touched.',
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** Something that must not be. */
export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

/** Says that an invariant does not hold. */
export function violated(invariant: Invariant, what: string): readonly Violation[] {
  return [{ invariant, what }];
}
