import type { SeamWatch } from '../seam-watch.ts';

/** When the doors of a stay were open, in epoch milliseconds. */
export interface Opening {
  readonly first: number;
  last: number;
}

const LOOK_EVERY_MS = 200;

/** Looks at every door five times a second, and notes for whom they were open. */
export class DoorBook {
  private readonly openings = new Map<string, Opening>();
  private readonly timer: NodeJS.Timeout;

  constructor(seam: SeamWatch) {
    this.timer = setInterval(() => {
      const now = Date.now();
      for (const id of seam.insiders()) {
        const opening = this.openings.get(id) ?? { first: now, last: now };
        opening.last = now;
        this.openings.set(id, opening);
      }
    }, LOOK_EVERY_MS);
  }

  /** When a door was seen open for a stay; undefined if it never was. */
  of(reservationId: string): Opening | undefined {
    return this.openings.get(reservationId);
  }

  /** For whom any door was ever open. */
  insiders(): readonly string[] {
    return [...this.openings.keys()];
  }

  close(): void {
    clearInterval(this.timer);
  }
}
