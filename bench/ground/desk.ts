import { reservationIn } from '../../test/support/whose.ts';

/** One request of the sandbox's ledger. Instants are epoch milliseconds. */
export interface SeenRequest {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly arrivedAt: number;
  /** When its work was done; undefined if nothing was done. */
  readonly committedAt: number | undefined;
}

/** The sandbox's own routes, for one key of it. */
export interface Desk {
  readonly key: string;
  requests(route?: string): Promise<readonly SeenRequest[]>;
  /** The doors that open now for a stay's guest, by their names. */
  doorsOf(reservationId: string): Promise<readonly string[]>;
  post(what: string, body: object): Promise<void>;
}

interface LedgerAnswer {
  readonly requests: readonly {
    readonly route: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly arrived_at: string;
    readonly committed_at: string | null;
  }[];
}

interface DoorsAnswer {
  readonly doors: readonly {
    readonly display_name: string;
    readonly opens_for: readonly { readonly full_name: string }[];
  }[];
}

/** The desk of one workspace of the sandbox. */
export function deskOf(url: string, key: string): Desk {
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_sandbox/${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`The sandbox answered ${path} with ${answer.status}.`);
    return (await answer.json()) as T;
  };
  return {
    key,
    async requests(route) {
      const query = route === undefined ? '' : `?route=${encodeURIComponent(route)}`;
      const { requests } = await ask<LedgerAnswer>(`requests${query}`);
      return requests.map((entry) => ({
        route: entry.route,
        parameters: entry.parameters,
        arrivedAt: Date.parse(entry.arrived_at),
        committedAt: entry.committed_at === null ? undefined : Date.parse(entry.committed_at),
      }));
    },
    async doorsOf(reservationId) {
      const { doors } = await ask<DoorsAnswer>('doors');
      const isFor = (name: string): boolean => reservationIn(name) === reservationId;
      return doors
        .filter((door) => door.opens_for.some((who) => isFor(who.full_name)))
        .map((door) => door.display_name);
    },
    async post(what, body) {
      await ask(what, { method: 'POST', body: JSON.stringify(body) });
    },
  };
}
