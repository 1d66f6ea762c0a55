import { type GuestCredential, readCredential } from '../../../src/client/read-credential.ts';
import type { Status } from '../../../src/contract/status.ts';
import type { Credential, Seam } from '../../../src/seam/port.ts';
import type { World } from '../world/world.ts';

import type { Belongings } from './belongings.ts';
import type { Findings } from './violation.ts';

/**
 * Asks for what the guest opens the door with, as the client does: I15, nobody is given a code or a key
 * that was not made for the stay.
 */
export class CredentialJudge {
  readonly #world: World;
  readonly #belongings: Belongings;
  readonly #findings: Findings;

  constructor(world: World, belongings: Belongings, findings: Findings) {
    this.#world = world;
    this.#belongings = belongings;
    this.#findings = findings;
  }

  /** Asks by what the stay says of itself, and as one does where no worker answers. */
  async ask(stay: string, status: Status | undefined): Promise<void> {
    if (status !== undefined) await this.#read(stay, status);
    await this.#read(stay, unanswered(stay, status));
  }

  async #read(stay: string, status: Status): Promise<void> {
    const seen: Credential[] = [];
    const given = await readCredential(noting(this.#world.reader, seen), status).catch(
      // Seam is away, or there is none.
      (): undefined => undefined,
    );
    if (given === undefined) return;
    const likely = seen.filter((each) => isLike(each, given));
    if (likely.some(({ id }) => this.#belongings.stayOfCredential(id) === stay)) return;
    const how = status.credentialId === undefined ? 'by the stay’s mark' : 'by its id';
    const what = given.code === undefined ? 'key' : 'PIN';
    this.#findings.add('I15 separate', stay, `somebody else’s ${what} was given out, found ${how}`);
  }
}

/** What visibility tells of a stay. */
function unanswered(reservationId: string, status: Status | undefined): Status {
  const { listingId = '', phase = 'waiting' } = status ?? {};
  return { reservationId, listingId, phase, revision: 0, ledger: [] };
}

function isLike({ method, code }: Credential, given: GuestCredential): boolean {
  return method === given.accessMethod && code === given.code;
}

/** Seam, with every credential noted that it tells of. */
function noting(seam: Seam, seen: Credential[]): Seam {
  return {
    ...seam,
    async getCredential(...by) {
      const credential = await seam.getCredential(...by);
      if (credential !== undefined) seen.push(credential);
      return credential;
    },
    async findCredentials(...by) {
      const page = await seam.findCredentials(...by);
      seen.push(...page.items);
      return page;
    },
  };
}
