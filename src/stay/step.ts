import type { StaySteps } from './activities.ts';
import type { EntryKey, LedgerEntry } from './ledger.ts';
import type { Refusal } from './plan.ts';
import type { Fields } from './requests.ts';
import type { AccessScope } from './scope.ts';
import type { EndedBy } from './status.ts';
import type { Window } from './window.ts';

/** One attempt of an activity takes no longer: past it, it sends nothing any more. Milliseconds. */
export const ATTEMPT_MS = 15_000;

/** A step that is not watched is begun anew, and watched, if no worker takes it for so long. Milliseconds. */
export const TAKEN_WITHIN_MS = 3_600_000;

/**
 * Who is helped by a step, most urgent first; the queue of a workspace works in this order when it is long,
 * and within one class in the order of arrival.
 */
export const PRIORITY = {
  /** A door shuts, or is proven shut while somebody waits for that. */
  shutsADoor: 1,
  /** A guest who was begun has all that they need, and somebody is told so; or one who is kept out has the right window. */
  finishesAGuest: 2,
  /** A guest who is due is begun, or another window of one who is near is moved. */
  beginsAGuest: 3,
  /** Nobody stands at a door: a grant ahead, and what is removed or looked for behind a door that is shut. */
  worksAhead: 4,
  /** Looks again, and second proofs. */
  checks: 5,
} as const;

/** What a step and its tries are known by: its name, and what it is about if that tells it from others of the name. */
export function stepKey(name: ActivityName, about = ''): string {
  return about === '' ? name : `${name} ${about}`;
}

/** Whether a key is that of a step of the name, whatever it is about. */
export function isKeyOf(key: string, name: ActivityName): boolean {
  return key === name || key.startsWith(`${name} `);
}

/** What a step does to the guest's access: it decides how it is retried. */
export type Effect = 'granting' | 'keeping' | 'revoking';

/** The next thing that a stay does: one activity, one wait, or a turn of its life. */
export type Step = ActivityStep | WaitStep | EndStep | CloseStep | FinishStep | FailStep;

/** The life of the stay ends: from here on its access is revoked. */
export interface EndStep {
  readonly do: 'end';
  readonly by: EndedBy;
}

/** The end is over without a proof: nothing was ever asked for at Seam. */
export interface CloseStep {
  readonly do: 'close';
}

/** The run closes: nothing is left, or an earlier run's status stands. */
export interface FinishStep {
  readonly do: 'finish';
}

/** The run fails: the first put was refused, and nothing is at Seam. */
export interface FailStep {
  readonly do: 'fail';
  readonly refusal: Refusal;
}

/** What a waiting stay waits for. */
export type WaitsFor =
  | 'check-in'
  | 'check-out'
  | 'late create'
  | 'next look'
  | 'next try'
  | 'change'
  | 'second proof';

/** A durable wait, which every request ends. */
export interface WaitStep {
  readonly do: 'wait';
  /** Epoch milliseconds. */
  readonly until: number;
  readonly for: WaitsFor;
  /** Everything that a request has made due is done. */
  readonly isNothingDue: boolean;
}

export type ActivityName = keyof StaySteps;
export type ResultOf<N extends ActivityName> = Awaited<ReturnType<StaySteps[N]>>;

/** What the workflow adds to an input, since only it knows in which run it is. */
interface Inputs {
  planStay: Omit<Parameters<StaySteps['planStay']>[0], 'firstOf'>;
  recallStay: undefined;
}

export type InputOf<N extends ActivityName> = N extends keyof Inputs
  ? Inputs[N]
  : Parameters<StaySteps[N]>[0];

/** What a step is about, by which its outcome is recorded: never by what is desired then. */
interface About {
  planStay: {
    readonly fields: Fields;
    /** Nobody has asked yet what an earlier run of the stay left. */
    readonly recalls: boolean;
  };
  recallStay: undefined;
  identifyGuest: Creation;
  enrollPhone: Creation;
  addAccessUser: Creation;
  issueCredential: Creation;
  joinAccessGroups: { readonly keys: readonly EntryKey[]; readonly userId: string };
  confirmAccess: {
    readonly scope: AccessScope;
    readonly userId: string;
    readonly credentialId: string;
    readonly issue: number;
    readonly fingerprint: string;
    readonly opensAt: string;
    /** Epoch milliseconds. */
    readonly begunAt: number;
    /** Seam was told everything of the plan: false while something of it was refused, or is still to be done. */
    readonly confirms: boolean;
  };
  moveWindow: { readonly keys: readonly EntryKey[]; readonly window: Window };
  leaveAccessGroups: { readonly keys: readonly EntryKey[] };
  suspendAccess: { readonly userId: string; readonly keys: readonly EntryKey[] };
  resumeAccess: { readonly userId: string; readonly keys: readonly EntryKey[] };
  removeCredential: { readonly id: string };
  removeAccessUser: { readonly id: string };
  removeIdentity: { readonly id: string };
  proveAbsence: { readonly target: Target };
}

/** What a creating step makes, and what the ledger shall know of it beside its id. */
export interface Creation {
  readonly entry: EntryKey;
  readonly facts: Partial<LedgerEntry>;
}

/** What is revoked: everything, or what lives in some scopes. */
export interface Target {
  /** Keys of the scopes; absent for everything. */
  readonly scopes?: readonly string[];
  /** Access users that the guest keeps. */
  readonly keptUserIds: readonly string[];
}

/** How a step is run. Instants are epoch milliseconds. */
export interface Terms {
  /** Its name and what it is about: under this its tries are counted. */
  readonly key: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly priority: number;
  /** When something makes it pointless; it ends by then, but for one attempt. */
  readonly until?: number;
  /** After so many attempts something else gets its turn; absent if it is to go on. */
  readonly attempts?: number;
  /**
   * It is begun anew if no worker takes it for so long, in milliseconds; that is no failure. Such a step is
   * not watched: that costs two events, and nobody waits for it. Absent where it keeps its place in the queue.
   */
  readonly startWithin?: number;
  /** It is looked at first, while it goes on, after about a quiet period instead of a minute. */
  readonly isLookedAtLate?: true;
  /** Nothing interrupts it: it is the end's own. */
  readonly isFinal: boolean;
  /** The requests that were received when it was decided. */
  readonly received: number;
  readonly overtaking: number;
}

export type StepOf<N extends ActivityName> = Terms & {
  readonly do: N;
  readonly input: InputOf<N>;
  readonly about: About[N];
};

/** A step that is an activity. */
export type ActivityStep = { [N in ActivityName]: StepOf<N> }[ActivityName];

/** What became of a step. */
export type Outcome =
  | { readonly outcome: 'done'; readonly result?: unknown }
  | { readonly outcome: 'refused'; readonly failure: Failure }
  | { readonly outcome: 'failed'; readonly failure: Failure }
  /** A request has overtaken it, its time is over, or no worker took it in time. */
  | { readonly outcome: 'interrupted'; readonly isNotTaken?: true };

/** Why a step has not succeeded. */
export interface Failure {
  /** Type of the problem. */
  readonly type: string;
  /** What Seam called it, or our own sentence, for people. */
  readonly said?: string;
  /** How long to wait before the next try, in milliseconds. */
  readonly againAfterMs?: number;
  /** The first attempt of the step was refused: no request of it is under way. */
  readonly isFirstAttempt?: true;
}
