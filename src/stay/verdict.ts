/** What a request is answered, whichever kind it is. */
export type VerdictOutcome = 'applied' | 'pending' | 'superseded' | 'refused' | 'too-late';

export interface Verdict {
  readonly outcome: VerdictOutcome;
  readonly reason?: string;
  /** For machines: a stable name of the reason, set on `refused`. */
  readonly type?: string;
  readonly opensAt?: string;
  readonly closesAt?: string;
  /** Of the listing: people are shown both times in it. */
  readonly timeZone?: string;
}
