import type { AccessUser, Call, Seam, UserIdentity } from '../src/seam/port.ts';

import { askAtOnce } from './asking-at-once.ts';

/**
 * The access users that hang on an identity, which was got just now. A list may lag behind: whom only one of the two
 * names is got by the id.
 */
export async function usersOfIdentity(
  seam: Seam,
  call: Call,
  { id: identityId, accessUserIds }: UserIdentity,
): Promise<readonly AccessUser[]> {
  const listed = await seam.usersOfIdentity(identityId, call);
  const both = listed.filter(({ id }) => accessUserIds.includes(id));
  const sure = new Set(both.map(({ id }) => id));
  const named = new Set([...listed.map(({ id }) => id), ...accessUserIds]);
  const unsure = [...named.difference(sure)].map((id) => seam.getUser(id, call));
  const got = (await askAtOnce(unsure)).filter((user) => user !== undefined);
  // Nobody is taken for gone of whom Seam does not say where they hang.
  return [...both, ...got.filter((user) => (user.identityId ?? identityId) === identityId)];
}
