import type { AcsUser } from '../../../sandbox/model/objects.ts';

import { isShell } from './at-seam.ts';

/** An access user of a guest who was replaced. */
interface Replaced {
  /** When the one who replaced them was put. */
  readonly since: number;
  fullName: string;
}

/** The number behind a stay's mark, `nl:R-1:2`; none for the first guest. */
const NUMBERED = /^nl:[^ :]+:(\d+)(?: |$)/;

/**
 * Knows which access users of a stay belong to a guest who was replaced by another, or whose key went to
 * another address: those that there were when that was planned, and those that are made with their number,
 * or with a name of theirs, later on.
 */
export class ReplacedGuests {
  readonly #users = new Map<AcsUser, Replaced>();
  readonly #last = new Map<string, { number: number; since: number; names: string[] }>();

  /** The guest of a stay is replaced; `users`: all that the stay has at this moment. */
  replace(stay: string, users: readonly AcsUser[], fullName: string, since: number): void {
    // Once staff have removed its user, the next guest of the stay may have the same number.
    const number = Math.max(0, ...users.filter((user) => !isShell(user)).map(numberOf));
    const names = [...(this.#last.get(stay)?.names ?? []), fullName];
    this.#last.set(stay, { number, since, names });
    for (const user of users) {
      if (!this.#users.has(user)) this.#users.set(user, { since, fullName: user.fullName });
    }
  }

  /** A run begins, which knows nothing of the guests of earlier ones: nothing of theirs is left. */
  begin(stay: string): void {
    this.#last.delete(stay);
  }

  /** A user was made for a stay. `fullName`: of the guest who stays now. */
  made(stay: string, user: AcsUser, fullName: string): void {
    const last = this.#last.get(stay);
    if (last === undefined) return;
    const { number, since, names } = last;
    const has = (name: string): boolean => user.fullName.endsWith(name);
    const isTheirs = numberOf(user) <= number || (names.some(has) && !has(fullName));
    if (isTheirs) this.#users.set(user, { since, fullName: user.fullName });
  }

  /** Since when a user belongs to a guest who was replaced; undefined if it does not. */
  since(user: AcsUser): number | undefined {
    return this.#users.get(user)?.since;
  }

  get isAny(): boolean {
    return this.#users.size > 0;
  }

  /** Staff have given names: they may give any. */
  renamedByStaff(): void {
    for (const [user, replaced] of this.#users) replaced.fullName = user.fullName;
  }

  /** The first of them whom somebody has given another name. */
  get renamed(): AcsUser | undefined {
    const found = this.#users.entries().find(([user, { fullName }]) => user.fullName !== fullName);
    return found?.[0];
  }
}

function numberOf({ fullName }: AcsUser): number {
  return Number(NUMBERED.exec(fullName)?.[1] ?? 1);
}
