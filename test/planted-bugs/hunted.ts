/** What came of playing seeds in search of a violation. */
export interface Hunted {
  readonly played: number;
  readonly caught?: Catch;
  /** The first violation of another invariant than the one that was looked for. */
  readonly other?: Catch;
}

export interface Catch {
  readonly seed: number;
  readonly invariant: string;
  readonly what: string;
}
