import { isSeamError } from './errors.ts';

/** The objects of Seam's whose absence this service takes for a fact, as Seam's error types name them. */
export type SeamObject =
  | 'acs_user'
  | 'acs_access_group'
  | 'acs_credential'
  | 'user_identity'
  | 'enrollment_automation';

/**
 * Answers `absent` instead of failing where Seam itself says that what was asked for does not
 * exist: by a 404, or by a 400 that names one of `objects`. A 404 that is a proxy's, or that is
 * about the route, the workspace or the access system, says nothing about the object and stays a
 * failure: a revocation must not take it for a proof.
 */
export async function unlessAbsent<T, A>(
  asked: Promise<T>,
  objects: readonly SeamObject[],
  absent: A,
): Promise<T | A> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsence(error, objects)) return absent;
    throw error;
  }
}

/**
 * Answers `gone` instead of failing where the route does not exist any more: 404 or 410 that Seam
 * does not explain with a missing resource, or an error type that is about the route.
 */
export async function unlessRouteGone<T, G>(asked: Promise<T>, gone: G): Promise<T | G> {
  try {
    return await asked;
  } catch (error) {
    if (isRouteGone(error)) return gone;
    throw error;
  }
}

const aboutTheRoute = /(^|_)(route|endpoint|method|path|page)(_|$)/;
const aboutSomethingElse = /(^|_)(workspace|acs_system|connected_account)(_|$)/;

function isAbsence(error: unknown, objects: readonly SeamObject[]): boolean {
  if (!isSeamError(error, 'rejected')) return false;
  const { status, seamType } = error;
  if (seamType === undefined) return false;
  // Seam documents no 404; its own fake answers 400 here and there.
  if (status === 400) return objects.some((object) => seamType === `${object}_not_found`);
  return status === 404 && !aboutTheRoute.test(seamType) && !aboutSomethingElse.test(seamType);
}

function isRouteGone(error: unknown): boolean {
  if (!isSeamError(error)) return false;
  const { kind, status, seamType } = error;
  if (kind !== 'rejected' && kind !== 'unavailable') return false;
  if (status === 404 || status === 410) {
    return seamType === undefined || !/._not_found$/.test(seamType) || aboutTheRoute.test(seamType);
  }
  return kind === 'rejected' && seamType !== undefined && aboutTheRoute.test(seamType);
}
