import { cutText } from './cut-text.ts';
import { isCommandId, isId } from './ids.ts';

/** The end of the stay, before its time. The reason is for people and is not kept. */
export interface Cancellation {
  readonly reason?: string | undefined;
  readonly revision?: number | undefined;
  readonly commandId?: string | undefined;
}

const MOST_OF_A_REASON = 500;

/**
 * Reads a cancellation out of whatever was sent under its name. It never fails, because a door must
 * not stay open over a payload: a reason is cut to 500 characters, a revision in digits is read, any
 * other malformed field counts as none, and unknown fields are ignored.
 */
export function readCancellation(payload: unknown): Cancellation {
  if (typeof payload !== 'object' || payload === null) return {};
  const said = payload as Readonly<Record<keyof Cancellation, unknown>>;
  const reason = readReason(said.reason);
  const revision = readRevision(said.revision);
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(revision === undefined ? {} : { revision }),
    ...(isCommandId(said.commandId) ? { commandId: said.commandId } : {}),
  };
}

/** A cancellation as the argument of a run: there was no stay, and a put that comes late is not to open one. */
export interface RememberedCancellation {
  readonly reservationId: string;
  readonly revision?: number;
}

/** Reads the argument of a run that begins with a cancellation; undefined if it is another argument. */
export function readRemembered(argument: unknown): RememberedCancellation | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const said = argument as Readonly<Record<'reservationId' | 'cancelled', unknown>>;
  if (said.cancelled !== true || !isId(said.reservationId)) return undefined;
  const { revision } = readCancellation(argument);
  return { reservationId: said.reservationId, ...(revision === undefined ? {} : { revision }) };
}

function readReason(said: unknown): string | undefined {
  return typeof said === 'string' && said !== '' ? cutText(said, MOST_OF_A_REASON) : undefined;
}

function readRevision(said: unknown): number | undefined {
  const revision = typeof said === 'string' && /^\d{1,16}$/.test(said) ? Number(said) : said;
  return Number.isSafeInteger(revision) && Number(revision) >= 0 ? Number(revision) : undefined;
}
