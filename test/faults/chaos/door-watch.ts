import { guestOf, type SeamWatch } from '../seam-watch.ts';

import type { Sighting } from './door-judge.ts';
import type { Guest } from './guest.ts';

/** What was seen of one guest at the doors and at Seam. */
export interface Sight {
  /** One for as long as the same doors are open, in the order of time; none while all are shut. */
  readonly sightings: Sighting[];
  /** Since when there have been two credentials, and how long that was at most, in milliseconds. */
  doubleSince?: number;
  longestDoubleMs: number;
}

const LOOK_EVERY_MS = 250;

/** Looks at every door, and at every credential, four times a second for as long as a run lasts. */
export class DoorWatch {
  readonly sights = new Map<string, Sight>();
  private readonly guests: ReadonlyMap<string, Guest>;
  private readonly seam: SeamWatch;
  private readonly timer: NodeJS.Timeout;
  private lookedAt = 0;

  constructor(guests: ReadonlyMap<string, Guest>, seam: SeamWatch) {
    this.guests = guests;
    this.seam = seam;
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Who was let in by any door and has no booking. */
  strangers(): readonly string[] {
    return [...this.sights.keys()].filter((id) => !this.guests.has(id));
  }

  sightOf(id: string): Sight {
    const sight = this.sights.get(id) ?? { sightings: [], longestDoubleMs: 0 };
    this.sights.set(id, sight);
    return sight;
  }

  private look(): void {
    const now = Date.now();
    for (const [id, doors] of this.seam.openDoors(now)) {
      const { sightings } = this.sightOf(id);
      const last = sightings.at(-1);
      const isSame = last?.to === this.lookedAt && last.doors.join() === doors.join();
      if (isSame) sightings.pop();
      sightings.push({ from: isSame ? last.from : now, to: now, doors });
    }
    this.lookedAt = now;
    this.countCredentials(now);
  }

  private countCredentials(now: number): void {
    const { acs_users: users, credentials } = this.seam.objects();
    const guestByUser = new Map(users.map((user) => [user.acs_user_id, guestOf(user)]));
    const counts = new Map<string, number>();
    for (const { acs_user_id: userId } of credentials) {
      const id = guestByUser.get(userId) ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const id of this.guests.keys()) {
      const sight = this.sightOf(id);
      if ((counts.get(id) ?? 0) < 2) delete sight.doubleSince;
      else {
        sight.doubleSince ??= now;
        sight.longestDoubleMs = Math.max(sight.longestDoubleMs, now - sight.doubleSince);
      }
    }
  }
}
