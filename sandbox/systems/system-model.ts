import type { AccessMethod, AcsUser, Entrance } from '../model/objects.ts';
import type { Switches } from '../switches.ts';

/** A kind of object as the maker calls it: Seam's `external_type` and its display name. */
export interface ExternalType {
  readonly type: string;
  readonly name: string;
}

/** A credential as it is asked for. */
export interface CredentialBody {
  readonly accessMethod: AccessMethod;
  readonly code: string | undefined;
  readonly entrances: readonly Entrance[];
}

/** How one maker's access systems behave. Shared code asks these questions and never names a maker. */
export interface SystemModel {
  readonly system: ExternalType;
  readonly user: ExternalType;
  readonly credential: ExternalType;
  readonly group?: ExternalType;
  /** Whether doors open through membership of access groups, or through a credential's own entrances. */
  readonly accessBy: 'groups' | 'credential';
  /** Whether a user needs a subscription seat while the schedule runs. */
  readonly hasSeats: boolean;
  /** Whether two users of one site may not share an e-mail address. */
  readonly hasUniqueEmails: boolean;
  /** Entrance metadata as Seam shows it. */
  entranceMetadata(entrance: Entrance): Readonly<Record<string, unknown>>;
  /** User metadata as Seam shows it. */
  userMetadata(user: AcsUser): Readonly<Record<string, unknown>>;
  /** Whether the access system itself keeps a user out outside the access schedule. */
  honoursSchedule(switches: Switches): boolean;
  /** Throws a Refusal where the system cannot make such a credential for the user. */
  checkCredential(user: AcsUser, body: CredentialBody, switches: Switches): void;
  /** What keeps a mobile key from reaching the guest's phone, if anything does. */
  undeliverable(user: AcsUser): string | undefined;
}
