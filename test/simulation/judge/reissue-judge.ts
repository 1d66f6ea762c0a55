import type { Credential } from '../../../sandbox/model/objects.ts';
import type { Status } from '../../../src/contract/status.ts';
import type { World } from '../world/world.ts';

import { isShell } from './at-seam.ts';
import type { Belongings } from './belongings.ts';
import type { Entitlement } from './intent.ts';

/**
 * Looks what became of a credential that a new one was asked for in place of: once that is answered as
 * applied, the old one is gone, and there is another.
 */
export class ReissueJudge {
  readonly #world: World;
  readonly #belongings: Belongings;
  /** By stay: what its guest was last told of. */
  readonly #confirmed = new Map<string, string>();
  readonly #before = new Map<string, { id: string; code: string | null }>();

  constructor(world: World, belongings: Belongings) {
    this.#world = world;
    this.#belongings = belongings;
  }

  /** A guest who was told that all is well has that credential. */
  look(stay: string, { phase, credentialId }: Status): void {
    const isConfirmed = phase === 'waiting' || phase === 'open';
    if (isConfirmed && credentialId !== undefined) this.#confirmed.set(stay, credentialId);
  }

  /** The run is reset to where its credential may not be confirmed yet. */
  forget(stay: string): void {
    this.#confirmed.delete(stay);
  }

  /** A new one is asked for. Before the first is confirmed, that one counts as the new one. */
  heard(key: string, stay: string): void {
    const id = this.#confirmed.get(stay) ?? '';
    const credential = this.#world.workspace().credentials.get(id);
    if (credential === undefined || credential.isGone) return;
    this.#before.set(key, { id: credential.id, code: credential.code });
  }

  /** What is wrong with `applied`; undefined if nothing is. While a stay is held, nothing new is made. */
  wrong(key: string, stay: string, { isHeld }: Entitlement): string | undefined {
    const before = this.#before.get(key);
    if (before === undefined) return undefined;
    const there = this.#credentialsOf(stay);
    if (there.some(({ id }) => id === before.id)) return 'and the old PIN or key is there still';
    if (isHeld && there.length === 0) return 'and there is no new PIN or key';
    const isSame = before.code !== null && there.some(({ code }) => code === before.code);
    return isSame ? 'and the new PIN is the old one' : undefined;
  }

  #credentialsOf(stay: string): readonly Credential[] {
    const users = this.#belongings.usersOf(stay).filter((user) => !isShell(user));
    return users.flatMap(({ credentials }) => [...credentials]).filter(({ isGone }) => !isGone);
  }
}
