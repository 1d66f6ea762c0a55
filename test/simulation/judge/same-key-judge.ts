import type { Status } from '../../../src/contract/status.ts';
import { LISTINGS } from '../world/listings.ts';

import type { Intent } from './intent.ts';
import type { Findings } from './violation.ts';

/** A credential that the guest was told of. */
interface Told {
  /** What it was made by. */
  readonly recipe: string;
  /** How many entitlements there had been by then. */
  readonly periods: number;
  /** How many guests had come in place of another. */
  readonly replacements: number;
  /** How many of the new keys that were asked for have been told of, this one included. */
  readonly reissued: number;
}

/**
 * Looks whether the guest's key stays the same: I3, nothing is removed and made anew while the guest
 * stays. Only at Salto KS, which moves windows and doors in place, and only for as long as the recipe
 * is the same: a move to another one is a new access.
 */
export class SameKeyJudge {
  readonly #findings: Findings;
  readonly #told = new Map<string, Told>();
  /** Every key that was told of, by stay. */
  readonly #known = new Map<string, Set<string>>();
  /** Every key that was shown before the guest could be told of it, by stay. */
  readonly #early = new Map<string, Set<string>>();
  /** How often staff removed the guest's key, and it was not made anew since, by stay. */
  readonly #removals = new Map<string, number>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Staff have removed the guest's key: that the next one is another is not the stay's doing. */
  removedByStaff(stay: string): void {
    this.#removals.set(stay, (this.#removals.get(stay) ?? 0) + 1);
  }

  /**
   * Its run is reset. One that begins anew while the guest is held has no access meanwhile, and makes a key at the
   * release; one whose guest has come in place of another makes theirs anew.
   */
  reset(stay: string, { current, replacements }: Intent): void {
    if (current?.isHeld === true || replacements > 0) this.removedByStaff(stay);
  }

  look(
    stay: string,
    { phase, credentialId, recipe = '' }: Status,
    { periods, replacements }: Intent,
  ): void {
    if (credentialId === undefined) return;
    const early = this.#early.get(stay) ?? new Set();
    this.#early.set(stay, early);
    if (phase !== 'waiting' && phase !== 'open') {
      early.add(credentialId);
      return;
    }
    const told = this.#told.get(stay);
    // If the guest moved before the key was told of, and staff remove the next one, the first is shown while it is left.
    if (told !== undefined && early.has(credentialId)) return;
    // After a move the old key is shown until there is a new one, also where that goes for a reissue.
    const known = this.#known.get(stay) ?? new Set();
    this.#known.set(stay, known);
    if (known.has(credentialId)) return;
    known.add(credentialId);
    const since = periods.slice(Math.max(0, (told?.periods ?? 1) - 1));
    const isSameStay = since.every(
      ({ isAlive, listingId }) => isAlive && LISTINGS.get(listingId)?.recipe === recipe,
    );
    const isAnothers = told?.replacements !== replacements;
    const isSame = told?.recipe === recipe && recipe.startsWith('salto-ks') && isSameStay;
    // The key of a move is told of before the new one that was asked for meanwhile. If a second new key is asked for
    // before the first is told of, the two are told of one after the other.
    const reissues = periods.at(-1)?.reissues ?? 0;
    const next = told === undefined ? reissues : Math.min(reissues, told.reissued + 1);
    const reissued = told !== undefined && !isSame && !isAnothers ? told.reissued : next;
    const isAsked = told !== undefined && reissued > told.reissued;
    // What staff removed before the guest was told of it is made anew after that.
    if (isSame && !isAnothers && !isAsked && !this.#isForRemoval(stay)) {
      this.#findings.add('I3 no lock-out', stay, 'the guest’s key is another one');
    }
    this.#told.set(stay, { recipe, periods: periods.length, replacements, reissued });
  }

  /** Whether the key is one that was made anew for one that staff removed. */
  #isForRemoval(stay: string): boolean {
    const removals = this.#removals.get(stay) ?? 0;
    this.#removals.set(stay, Math.max(0, removals - 1));
    return removals > 0;
  }
}
