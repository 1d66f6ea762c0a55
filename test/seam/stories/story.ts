import type { AccessUser, Call, NewAccessUser, Schedule } from '../../../src/seam/port.ts';
import type { Part, Stage } from '../seam-make.ts';

/** What the port promises of one part of Seam, as a story that any make of it must tell. */
export interface Story {
  readonly part: Part;
  readonly title: string;
  tell(made: Stage): Promise<void>;
}

/** An id that no make gives to anything. */
export const nobody = '00000000-0000-4000-8000-000000000000';

/** Limits that no story reaches, not even at a Seam that is far away and slow. */
export function inTime(): Call {
  return { deadline: Date.now() + 60_000 };
}

/** A window of `days` days from tomorrow on. */
export function window(days: number): Schedule {
  const start = Date.now() + day;
  const at = (time: number) => new Date(time).toISOString();
  return { startsAt: at(start), endsAt: at(start + days * day) };
}

/** Adds a user for a guest. */
export function addUser(
  { seam, systemId, mark }: Stage,
  details: Partial<NewAccessUser> = {},
): Promise<AccessUser> {
  return seam.createUser({ systemId, fullName: `${mark} Ada Guest`, ...details }, inTime());
}

const day = 24 * 60 * 60 * 1000;
