import type { RunningSandbox } from '../../sandbox/server.ts';
import { reservationIn } from '../support/whose.ts';

/** A line of the sandbox's request ledger. */
export interface LedgerLine {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly arrived_at: string;
  readonly committed_at: string | null;
  readonly status: number | null;
  /** Status of the work itself; null while it is not done. */
  readonly work_status: number | null;
  readonly fault: string | null;
  readonly is_held: boolean;
}

interface Objects {
  readonly user_identities: readonly object[];
  readonly acs_users: readonly { readonly acs_user_id: string; readonly full_name: string }[];
  readonly credentials: readonly {
    readonly acs_credential_id: string;
    readonly acs_user_id: string;
    readonly code: string | null;
  }[];
  readonly enrollment_automations: readonly object[];
}

interface Doors {
  readonly doors: readonly {
    readonly display_name: string;
    readonly opens_for: readonly { readonly full_name: string }[];
  }[];
}

interface Requests {
  readonly requests: readonly LedgerLine[];
}

/** A look at one workspace of a sandbox in this process, and a hand on its switches. */
export interface SeamWatch {
  readonly apiKey: string;
  objects(): Objects;
  requests(): readonly LedgerLine[];
  /** Display names of the doors that open for the guest at an instant, as they are programmed now. */
  doorsFor(reservationId: string, at?: number): readonly string[];
  /** Display names of the doors that open at an instant, by the reservation id of whom they let in. */
  openDoors(at: number): ReadonlyMap<string, readonly string[]>;
  /** Reservation ids of the guests whom any door lets in now. */
  insiders(): ReadonlySet<string>;
  control(path: string, body?: object): void;
  /** Asks Seam for something before the stay does; the answer. It counts as no request of the stay. */
  askBefore(route: string, body: object): unknown;
  clearFaults(): void;
  /** Whether a request is held. */
  isHolding(): boolean;
  /** Whether the work of a request is still to come although its answer was lost. */
  isCommittingLate(): boolean;
}

/** Watches the workspace of an API key. */
export function watchSeam({ sandbox }: RunningSandbox, apiKey: string): SeamWatch {
  const send = (method: string, path: string, query: object, body: object): unknown => {
    const outcome = sandbox.handle({
      method,
      path,
      query: { ...query },
      body,
      authorization: `Bearer ${apiKey}`,
    });
    if (outcome.kind !== 'answer' || outcome.answer.status !== 200) {
      throw new Error(`The sandbox refused ${path}: ${JSON.stringify(outcome)}`);
    }
    return outcome.answer.body;
  };
  const ask = (method: string, path: string, query: object, body: object): unknown =>
    send(method, `/_sandbox/${path}`, query, body);
  const ledger = (): readonly LedgerLine[] => (ask('GET', 'requests', {}, {}) as Requests).requests;
  let before = 0;
  const doorsAt = (at?: number): Doors['doors'] => {
    const query = at === undefined ? {} : { at: new Date(at).toISOString() };
    return (ask('GET', 'doors', query, {}) as Doors).doors;
  };
  return {
    apiKey,
    objects: () => ask('GET', 'objects', {}, {}) as Objects,
    requests: () => ledger().slice(before),
    doorsFor: (reservationId, at) =>
      doorsAt(at)
        .filter((door) => door.opens_for.some((who) => guestOf(who) === reservationId))
        .map((door) => door.display_name)
        .toSorted(),
    openDoors: (at) => {
      const open = new Map<string, Set<string>>();
      for (const { display_name: door, opens_for: insiders } of doorsAt(at)) {
        for (const id of insiders.map(guestOf)) {
          open.set(id, (open.get(id) ?? new Set()).add(door));
        }
      }
      return new Map([...open].map(([id, doors]) => [id, [...doors].toSorted()]));
    },
    insiders: () => new Set(doorsAt().flatMap((door) => door.opens_for.map(guestOf))),
    control: (path, body = {}) => void ask('POST', path, {}, body),
    askBefore(route, body) {
      const answer = send('POST', route, {}, body);
      before = ledger().length;
      return answer;
    },
    clearFaults: () => void ask('DELETE', 'faults', {}, {}),
    isHolding: () => sandbox.workspace(apiKey).held.length > 0,
    isCommittingLate: () =>
      sandbox
        .workspace(apiKey)
        .ledger.some(({ fault, workStatus }) => fault === 'late-commit' && workStatus === null),
  };
}

/** The reservation id of an access user. */
export function guestOf({ full_name: fullName }: { readonly full_name: string }): string {
  return reservationIn(fullName);
}
