import { isSeamError } from './errors.ts';

/**
 * Answers `absent` instead of failing where Seam itself says that what was asked for does not
 * exist. A 404 that is a proxy's, or that is about the route, the workspace or the access system,
 * says nothing about the object and stays a failure: a revocation must not take it for a proof.
 */
export async function unlessAbsent<T, A>(asked: Promise<T>, absent: A): Promise<T | A> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsence(error)) return absent;
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

function isAbsence(error: unknown): boolean {
  return (
    isSeamError(error, 'rejected') &&
    error.status === 404 &&
    error.seamType !== undefined &&
    !aboutTheRoute.test(error.seamType) &&
    !aboutSomethingElse.test(error.seamType)
  );
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
