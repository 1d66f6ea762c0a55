import { z } from 'zod';

import { unlessAbsent } from './absence.ts';
import type { Connection } from './connection.ts';
import { credential } from './credential.ts';
import type { Seam } from './port.ts';
import { accepted, done, pagination, toPage } from './wire.ts';

const oneCredential = z.object({ acs_credential: credential }).transform((it) => it.acs_credential);

const pageOfCredentials = z
  .object({ acs_credentials: z.array(credential), pagination })
  .transform((it) => toPage(it.acs_credentials, it.pagination));

/** The routes of Seam's credentials. */
export function credentials(connection: Connection): CredentialReads & CredentialWrites {
  return { ...reads(connection), ...writes(connection) };
}

type CredentialReads = Pick<Seam, 'getCredential' | 'findCredentials'>;
type CredentialWrites = Pick<Seam, 'createCredential' | 'updateCredential' | 'deleteCredential'>;

function reads(connection: Connection): CredentialReads {
  return {
    getCredential: (credentialId, call) =>
      unlessAbsent(
        connection.ask(
          call,
          (seam) => seam.acs.credentials.get({ acs_credential_id: credentialId }),
          oneCredential,
        ),
        ['acs_credential'],
        undefined,
      ),

    findCredentials: (by, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.acs.credentials.list({
            acs_user_id: by.userId,
            acs_system_id: by.systemId,
            page_cursor: by.cursor,
          }),
        pageOfCredentials,
      ),
  };
}

function writes(connection: Connection): CredentialWrites {
  return {
    createCredential: (wanted, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.acs.credentials.create({
            acs_user_id: wanted.userId,
            access_method: wanted.method,
            is_multi_phone_sync_credential: wanted.isMultiPhone,
            allowed_acs_entrance_ids: wanted.entranceIds && [...wanted.entranceIds],
            starts_at: wanted.schedule?.startsAt,
            ends_at: wanted.schedule?.endsAt,
          }),
        oneCredential,
      ),

    updateCredential: (credentialId, change, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.acs.credentials.update({ acs_credential_id: credentialId, ends_at: change.endsAt }),
        done,
      ),

    deleteCredential: (credentialId, call) =>
      unlessAbsent(
        connection.ask(
          call,
          (seam) => seam.acs.credentials.delete({ acs_credential_id: credentialId }),
          accepted,
        ),
        ['acs_credential'],
        'gone',
      ),
  };
}
