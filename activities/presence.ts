import { tryAgain } from '../src/contract/failures.ts';
import type { Gone } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { Call, Seam } from '../src/seam/port.ts';

/** What Seam says of an object, as far as it tells whether the object will stay. */
interface Signs {
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

/** Whether Seam has the object and is not about to remove it. */
export function isStaying<T extends Signs>(object: T | undefined): object is T {
  return object !== undefined && !object.warnings.includes('being_deleted');
}

/** Whether the object is at Seam and, as far as Seam knows, at the access system. */
export function isThere<T extends Signs>(object: T | undefined): object is T {
  return isStaying(object) && !object.errors.includes('deleted_externally');
}

/** Whether somebody had the object removed, and the access system could not. */
export function hasStayedOn({ errors }: Signs): boolean {
  return errors.includes('failed_to_delete_on_acs_system');
}

/** Does something to an access user. If Seam refuses because there is no such user any more, answers that. */
export function onUser<T>(
  seam: Seam,
  call: Call,
  id: string,
  work: () => Promise<T>,
): Promise<T | Gone> {
  return unlessGone(id, () => seam.getUser(id, call), work);
}

/** Does something to a credential, likewise. */
export function onCredential<T>(
  seam: Seam,
  call: Call,
  id: string,
  work: () => Promise<T>,
): Promise<T | Gone> {
  return unlessGone(id, () => seam.getCredential(id, call), work);
}

/** Does something with an identity, likewise. */
export function onIdentity<T>(
  seam: Seam,
  call: Call,
  id: string,
  work: () => Promise<T>,
): Promise<T | Gone> {
  return unlessGone(id, () => seam.getIdentity({ id }, call), work);
}

/** The object, unless it is being removed and takes the place of what is wanted: that has to be waited for. */
export function onceGone<T extends Signs>(object: T): T {
  if (isStaying(object)) return object;
  throw tryAgain('RemovalNotDone', 'What was there before is still being removed.', {
    afterMs: 2_000,
    benign: true,
  });
}

async function unlessGone<T>(
  id: string,
  look: () => Promise<Signs | undefined>,
  work: () => Promise<T>,
): Promise<T | Gone> {
  try {
    return await work();
  } catch (error) {
    if (!isSeamError(error, 'rejected') || isThere(await look())) throw error;
    return { gone: [id] };
  }
}
