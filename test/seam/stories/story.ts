import type { AccessUser, Call, NewAccessUser, Schedule } from '../../../src/seam/port.ts';
import type { Part, StartedSeam } from '../seam-make.ts';

/** What the port promises of one part of Seam, as a story that any make of it must tell. */
export interface Story {
  readonly part: Part;
  readonly title: string;
  tell(made: StartedSeam): Promise<void>;
}

/** An id that no make gives to anything. */
export const nobody = '00000000-0000-4000-8000-000000000000';

/** Limits that no story reaches. */
export function inTime(): Call {
  return { deadline: Date.now() + 5_000 };
}

/** A window of `days` days from tomorrow on. */
export function window(days: number): Schedule {
  const start = Date.now() + day;
  const at = (time: number) => new Date(time).toISOString();
  return { startsAt: at(start), endsAt: at(start + days * day) };
}

/** Adds a user for a guest. */
export function addUser(
  { seam, systemId }: StartedSeam,
  details: Partial<NewAccessUser> = {},
): Promise<AccessUser> {
  return seam.createUser({ systemId, fullName: 'R-1 Ada Guest', ...details }, inTime());
}

const day = 24 * 60 * 60 * 1000;
