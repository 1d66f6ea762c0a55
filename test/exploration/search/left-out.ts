/** The fields that no number of a world tells apart, by their names, and why none of them decides a step. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  answers: 'a decision looks for a release only, which the digest writes by itself',
  changes: 'only its limit of 1,000 decides',
  reissues: 'only its limit of 100 decides',
  overtaking: 'the digest writes by itself whether the running step is overtaken',
  priority: 'the digest writes by itself whether the running step stands in line for nobody',
  goneAt: 'evidence of a removal, which the status shows',
  notes: 'for people',
  note: 'for people',
  summary: 'for people',
  made: 'the number of the next id',
  guestHas: 'follows from the guest of the same step',
  version: 'the same in every state',
  reservationId: 'the same in every state',
  workspace: 'the same in every state',
  recipe: 'the same in every state',
  recipeVersion: 'the same in every state',
  quietPeriodMs: 'the same in every state',
  timeZone: 'the same in every state',
  utcOffsets: 'the same in every state',
};

/** Fields of which only counts whether they are there: when, or with which words, decides nothing. */
export const ONLY_THERE: ReadonlySet<string> = new Set(['removalAskedAt', 'told']);

/** What is looked at of an earlier run's status, beside what that run has left; the rest of it is for people. */
export const LOOKED_AT = ['phase', 'revision', 'revisions', 'orphaned', 'held', 'endedBy'] as const;
