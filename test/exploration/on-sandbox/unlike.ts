/** Why a path is left out: the sandbox has nothing like one of its moves. */
export type Unlike =
  | 'a list that lags'
  /** A refusal of what sends nothing then, or is never given up. */
  | 'a refusal of a step that cannot be refused'
  /** The activity looks again and again where the model answers what it has answered before. */
  | 'a look that waits for something new'
  /** The sandbox takes the users with it; in the model it may have been merged into another one. */
  | 'staff who remove an identity and leave its users'
  /** The sandbox refuses it when it is carried out, and not when it is sent. */
  | 'a late create of what has ended by then'
  /** The activity sends something only after the answer to what is under way. */
  | 'another number of requests under way'
  | 'trouble of an access that has no user or no door';

/** A move that the sandbox has nothing like. */
export class NoEquivalent extends Error {
  readonly unlike: Unlike;

  constructor(unlike: Unlike) {
    super(unlike);
    this.unlike = unlike;
  }
}
