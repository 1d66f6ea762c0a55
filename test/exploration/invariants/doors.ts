import type { Window } from '../../../src/stay/window.ts';
import type { AbstractSeam, SeamObject } from '../seam/objects.ts';
import { ownObjects } from '../seam/objects.ts';

/** A credential of the stay's that opens doors, and for whom. */
export interface Opening {
  readonly credential: SeamObject;
  readonly user: SeamObject;
  readonly doors: readonly string[];
}

/** What opens a door at a moment, in epoch milliseconds; at some time, if none is given. */
export function openings(seam: AbstractSeam, at?: number): readonly Opening[] {
  return ownObjects(seam).flatMap((credential) => {
    if (credential.kind !== 'credential') return [];
    const user = seam.objects.find(({ id }) => id === credential.userId);
    if (user === undefined || user.isSuspended) return [];
    const doors = credential.entranceIds ?? user.groupIds ?? [];
    const isOpen = at === undefined || [user.window, credential.window].every((w) => isIn(w, at));
    return doors.length > 0 && isOpen ? [{ credential, user, doors }] : [];
  });
}

function isIn(window: Window | undefined, at: number): boolean {
  return (
    window === undefined || (Date.parse(window.opensAt) <= at && at < Date.parse(window.closesAt))
  );
}
