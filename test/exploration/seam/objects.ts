import type { Window } from '../../../src/stay/window.ts';

/**
 * What the abstract Seam holds. It knows no route: one step of a stay is carried out at once, as far as
 * it is carried out at all. It imports types of the product only, so that nothing of the product can be
 * wrong in the same way here. Instants are epoch milliseconds.
 */
export interface AbstractSeam {
  readonly objects: readonly SeamObject[];
  /** Requests that are still under way. */
  readonly late: readonly LateRequest[];
  /** How many objects were ever made. */
  readonly made: number;
  /** What was removed within the last minute: a list that lags still shows it. */
  readonly justGone: readonly JustGone[];
  /** When a request was sent last that makes something. */
  readonly lastSentAt?: number;
  /** The code that the next PIN gets, where the system repeats itself. */
  readonly nextCode?: number;
  /** The code that every PIN gets from now on. */
  readonly onlyCode?: number;
  /** The access system suspends nobody. */
  readonly cannotSuspend?: true;
  /** A user holds one credential at most. */
  readonly oneKeyEach?: true;
}

export interface SeamObject {
  readonly id: string;
  readonly kind: 'identity' | 'enrollment' | 'user' | 'credential';
  /** Of a user, and of what hangs on one. */
  readonly systemId?: string;
  /** The guest's number in its mark or key. */
  readonly guest: number;
  /** The address or the name that an identity is of, or for which a user or a credential was made. */
  readonly of?: string;
  /** Of a user, where it hangs on one; of an enrollment. */
  readonly identityId?: string;
  /** The user that a credential is on. */
  readonly userId?: string;
  readonly groupIds?: readonly string[];
  readonly entranceIds?: readonly string[];
  readonly window?: Window;
  readonly isSuspended?: boolean;
  /** Staff did that. */
  readonly isSuspendedByStaff?: true;
  /** Which code a PIN is: no two are the same, but where the system repeats itself. */
  readonly code?: number;
  /** Of a credential. */
  readonly method?: 'code' | 'mobile_key';
  /** Somebody else's: it was there before the stay, and is there after it. */
  readonly isForeign?: true;
  /** No answer has told the stay of it, or of what it is like now. */
  readonly isUntold?: 'lost' | 'late';
  /** Since when it is so. */
  readonly untoldSince?: number;
  /** So many tries to remove it come to nothing. */
  readonly sticks?: number;
}

/** A request without an answer: it may be carried out until then. */
export interface LateRequest {
  readonly request: SeamRequest;
  readonly until: number;
}

/** One request that changes something. */
export type SeamRequest =
  | { readonly do: 'make'; readonly object: Omit<SeamObject, 'id'> }
  | { readonly do: 'change'; readonly id: string; readonly facts: Partial<SeamObject> }
  | { readonly do: 'join' | 'leave'; readonly id: string; readonly groupIds: readonly string[] }
  | { readonly do: 'remove'; readonly id: string };

/** An access user. */
export interface JustGone {
  readonly user: SeamObject;
  readonly since: number;
}

const LISTS_LAG_MS = 60_000;

const EMPTY_SEAM: AbstractSeam = { objects: [], late: [], made: 0, justGone: [] };

/** A Seam at which somebody else has an identity under an address, and a user of its own in a system. */
export function seamOfOthers(address: string, systemId: string): AbstractSeam {
  const others = { guest: 0, isForeign: true } as const;
  return {
    ...EMPTY_SEAM,
    objects: [
      { ...others, id: 'identity-0', kind: 'identity', of: address },
      { ...others, id: 'user-0', kind: 'user', systemId, groupIds: [] },
    ],
  };
}

/** The object of that id. */
export function findObject(
  { objects }: AbstractSeam,
  id: string | undefined,
): SeamObject | undefined {
  return objects.find((object) => object.id === id);
}

/** What was made for the stay. */
export function ownObjects({ objects }: AbstractSeam): readonly SeamObject[] {
  return objects.filter((object) => object.isForeign !== true);
}

/** Whether a list that lags may not show it yet, or may show it still. */
export function isRecent(since: number, now: number): boolean {
  return now - since <= LISTS_LAG_MS;
}
