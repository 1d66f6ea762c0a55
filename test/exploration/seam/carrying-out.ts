import { findObject, type AbstractSeam, type SeamObject, type SeamRequest } from './objects.ts';

/** Carries out one request. What it is about may be gone meanwhile: then it comes to nothing. */
export function carryOut(seam: AbstractSeam, request: SeamRequest, now: number): AbstractSeam {
  switch (request.do) {
    case 'make':
      return make(seam, request.object);
    case 'change':
      return change(seam, request.id, () => request.facts);
    case 'join':
      return change(seam, request.id, ({ groupIds = [] }) => ({
        groupIds: [...new Set([...groupIds, ...request.groupIds])].toSorted(),
      }));
    case 'leave':
      return change(seam, request.id, ({ groupIds = [] }) => ({
        groupIds: groupIds.filter((id) => !request.groupIds.includes(id)),
      }));
    case 'remove': {
      // A user stays with a credential that does not go.
      const stuck = seam.objects.find(
        ({ id, userId, sticks = 0 }) => sticks > 0 && (id === request.id || userId === request.id),
      );
      return stuck === undefined
        ? remove(seam, request.id, now)
        : change(
            change(seam, request.id, ({ sticks = 0 }) => ({ sticks })),
            stuck.id,
            ({ sticks = 0 }) => ({ sticks: sticks - 1 }),
          );
    }
  }
}

function make(seam: AbstractSeam, object: Omit<SeamObject, 'id'>): AbstractSeam {
  // An identity's key and its address are unique, an identity has one enrollment, and a credential needs its user.
  const isSame = (o: SeamObject): boolean =>
    (o.guest === object.guest && o.isForeign === object.isForeign) ||
    (o.of === object.of && isAddress(o.of));
  const isThere = seam.objects.some(
    (o) =>
      o.kind === object.kind &&
      ((o.kind === 'identity' && isSame(o)) ||
        (o.kind === 'enrollment' && o.identityId === object.identityId)),
  );
  const isOneTooMany =
    seam.oneKeyEach === true &&
    object.kind === 'credential' &&
    seam.objects.some((o) => o.kind === 'credential' && o.userId === object.userId);
  const isBaseless =
    (object.userId !== undefined && findObject(seam, object.userId) === undefined) ||
    (object.identityId !== undefined && findObject(seam, object.identityId) === undefined);
  if (isThere || isOneTooMany || isBaseless) return seam;
  const made = seam.made + 1;
  const code = object.method === 'code' ? { code: seam.onlyCode ?? seam.nextCode ?? made } : {};
  const whole = { ...code, ...object, id: `${object.kind}-${made}` };
  const { nextCode: _used, ...others } = seam;
  return { ...others, made, objects: [...seam.objects, whole] };
}

/** An identity is of an address, or of a name, which others may have. */
function isAddress(of: string | undefined): boolean {
  return of?.includes('@') === true;
}

function change(
  seam: AbstractSeam,
  id: string,
  factsOf: (object: SeamObject) => Partial<SeamObject>,
): AbstractSeam {
  const objects = seam.objects.map((o) => (o.id === id ? { ...o, ...factsOf(o) } : o));
  return { ...seam, objects };
}

/** With a user go its credentials, with an identity its enrollments; its users are left without it. */
function remove(seam: AbstractSeam, id: string, now: number): AbstractSeam {
  const goes = (o: SeamObject): boolean =>
    o.id === id || o.userId === id || (o.kind === 'enrollment' && o.identityId === id);
  const gone = seam.objects
    .filter((o) => o.id === id && o.kind === 'user')
    .map((user) => ({ user, since: now }));
  const objects = seam.objects
    .filter((o) => !goes(o))
    .map((o) => {
      if (o.identityId !== id) return o;
      const { identityId: _identity, ...unhung } = o;
      return unhung;
    });
  return { ...seam, objects, justGone: [...seam.justGone, ...gone] };
}
