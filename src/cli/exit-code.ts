/** How a command ends, for whoever called it. */
export const EXIT = {
  done: 0,
  /** Refused or failed. */
  refused: 1,
  /** Usage, malformed input or configuration. */
  usage: 2,
  noSuchStay: 3,
  /** Temporal or Seam cannot be reached. */
  unreachable: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
