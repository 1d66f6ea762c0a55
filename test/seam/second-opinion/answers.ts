import { asCode } from '../../../src/seam/wire.ts';

/** A status, with Seam's error type where there is one, such as "404 acs_user_not_found". */
export function answerIn(status: number, body: Readonly<Record<string, unknown>>): string {
  const { type } = (body['error'] ?? {}) as { readonly type?: unknown };
  if (type === undefined) return String(status);
  return `${status} ${typeof type === 'string' ? (asCode(type) ?? 'unreadable') : 'unreadable'}`;
}

/** Whether a header, by its name, says how many requests are allowed. */
export function isAboutRates(name: string): boolean {
  return /rate|limit|quota/.test(name);
}

/** The JSON object of a body; empty if it is none. */
export function readObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
