import { isSeamError } from './errors.ts';

/**
 * Whether Seam says that the access system cannot do at all what was asked. Seam documents no error
 * type for that; its own fake has `not_supported`. Any other refusal may be about this moment or this
 * object, and is none.
 */
export function isUnsupported(error: unknown): boolean {
  return isSeamError(error, 'rejected') && aboutAbility.test(error.seamType ?? '');
}

const aboutAbility = /(^|_)(not_supported|unsupported)(_|$)/;
