import { z } from 'zod';

import { unlessAbsent } from './absence.ts';
import { accessUser } from './access-user.ts';
import type { Connection } from './connection.ts';
import type { Seam, UserIdentity } from './port.ts';
import { wholeList } from './whole-list.ts';
import {
  accepted,
  done,
  errorCodes,
  id,
  instant,
  pagination,
  present,
  toPage,
  warningCodes,
} from './wire.ts';

const userIdentity = z
  .object({
    user_identity_id: id,
    user_identity_key: z.string().nullish(),
    email_address: z.string().nullish(),
    acs_user_ids: z.array(id),
    errors: errorCodes,
    warnings: warningCodes,
    created_at: instant,
  })
  .transform((it): UserIdentity =>
    present({
      id: it.user_identity_id,
      key: it.user_identity_key,
      email: it.email_address,
      accessUserIds: it.acs_user_ids,
      errors: it.errors,
      warnings: it.warnings,
      createdAt: it.created_at,
    }),
  );

const oneIdentity = z.object({ user_identity: userIdentity }).transform((it) => it.user_identity);

const pageOfIdentities = z
  .object({ user_identities: z.array(userIdentity), pagination })
  .transform((it) => toPage(it.user_identities, it.pagination));

const pageOfItsUsers = z
  .object({ acs_users: z.array(accessUser), pagination: pagination.optional() })
  .transform((it) => toPage(it.acs_users, it.pagination));

/** The routes of Seam's user identities. */
export function userIdentities(connection: Connection): IdentityReads & IdentityWrites {
  return { ...reads(connection), ...writes(connection) };
}

type IdentityReads = Pick<Seam, 'getIdentity' | 'findIdentities' | 'usersOfIdentity'>;
type IdentityWrites = Pick<
  Seam,
  'createIdentity' | 'updateIdentity' | 'linkUser' | 'deleteIdentity'
>;

function reads(connection: Connection): IdentityReads {
  return {
    getIdentity: (by, call) =>
      unlessAbsent(
        connection.ask(
          call,
          (seam) =>
            seam.userIdentities.get(
              'id' in by ? { user_identity_id: by.id } : { user_identity_key: by.key },
            ),
          oneIdentity,
        ),
        ['user_identity'],
        undefined,
      ),

    findIdentities: (by, call) =>
      connection.ask(
        call,
        (seam) => seam.userIdentities.list({ search: by.search, page_cursor: by.cursor }),
        pageOfIdentities,
      ),

    usersOfIdentity: (identityId, call) =>
      wholeList(
        connection,
        call,
        (seam) => seam.userIdentities.listAcsUsers({ user_identity_id: identityId }),
        pageOfItsUsers,
      ),
  };
}

function writes(connection: Connection): IdentityWrites {
  return {
    createIdentity: (identity, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.userIdentities.create({
            user_identity_key: identity.key,
            email_address: identity.email,
            full_name: identity.fullName,
            phone_number: identity.phone,
          }),
        oneIdentity,
      ),

    updateIdentity: (identityId, change, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.userIdentities.update({
            user_identity_id: identityId,
            email_address: change.email,
          }),
        done,
      ),

    linkUser: (userId, identityId, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.userIdentities.addAcsUser({ user_identity_id: identityId, acs_user_id: userId }),
        done,
      ),

    deleteIdentity: (identityId, call) =>
      unlessAbsent(
        connection.ask(
          call,
          (seam) => seam.userIdentities.delete({ user_identity_id: identityId }),
          accepted,
        ),
        ['user_identity'],
        'gone',
      ),
  };
}
