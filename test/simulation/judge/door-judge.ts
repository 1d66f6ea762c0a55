import type { Health } from '../world/health.ts';
import { doorsOf, isHeldByUs, LISTINGS } from '../world/listings.ts';
import type { World } from '../world/world.ts';

import type { AddressJudge } from './address-judge.ts';
import { doorsFor, openDoors, openForReplaced, type OpenForReplaced } from './at-seam.ts';
import type { Belongings } from './belongings.ts';
import type { Entitlement, Intent } from './intent.ts';
import type { StaffLog } from './staff-log.ts';
import type { Findings } from './violation.ts';

/** I1(b): so long a door may stay as it was, counted in time in which all was well. */
const GRACE_MS = 60_000;
/** I3: so long a door may be shut that should open, counted likewise. */
const LOCK_OUT_MS = 15 * 60_000;
/** A guest who was replaced in the middle of the stay goes out of the door so long after, likewise. */
const REPLACED_MS = 10 * 60_000;

/**
 * So long a door may stay open by a key that nothing holds, while locks do not let go of others of the stay; in time in
 * which all but the locks was well. A removal is tried for ten minutes before another has its turn.
 */
const HELD_UP_MS = 45 * 60_000;

/** Access systems hold windows to the second. */
const WHOLE_SECOND_MS = 1_000;

/** By what the doors are judged beside what is wanted. */
export interface DoorEyes {
  readonly health: Health;
  readonly belongings: Belongings;
  readonly addresses: AddressJudge;
  readonly staff: StaffLog;
  /** Stays that were told that nobody gets in. */
  readonly sealed: Set<string>;
}

/** Looks at the doors: I1, that nobody else gets in, and I3, that the guest does. */
export class DoorJudge {
  /** Stays whose run was terminated: until the reconciler has them ended nobody can shut their doors. */
  readonly #stopped = new Set<string>();
  /** When the reconciler had such a stay ended: from then on its doors are shut one after the other. */
  readonly #takenOver = new Map<string, number>();
  readonly #world: World;
  readonly #health: Health;
  readonly #belongings: Belongings;
  readonly #addresses: AddressJudge;
  readonly #staff: StaffLog;
  readonly #sealed: Set<string>;
  readonly #findings: Findings;
  readonly #intents: ReadonlyMap<string, Intent>;
  /** Doors that the guest has had open for as long as entitled to them. */
  readonly #held = new Map<string, Set<string>>();
  /** When each door that was ever open was last seen shut, by stay. */
  readonly #shut = new Map<string, Map<string, number>>();
  /** When a lock was last seen not to let go of what has this id. */
  readonly #stuck = new Map<string, number>();
  /** When creates and joins were carried out that nobody waited for any more, by stay. */
  readonly #late = new Map<string, number[]>();

  constructor(
    world: World,
    { health, belongings, addresses, staff, sealed }: DoorEyes,
    intents: ReadonlyMap<string, Intent>,
    findings: Findings,
  ) {
    this.#world = world;
    this.#health = health;
    this.#belongings = belongings;
    this.#addresses = addresses;
    this.#staff = staff;
    this.#sealed = sealed;
    this.#intents = intents;
    this.#findings = findings;
  }

  /** A request of a stay's was carried out after its sender had given up. */
  carriedOutLate(stay: string, at: number): void {
    this.#late.set(stay, [...(this.#late.get(stay) ?? []), at]);
  }

  /** Staff have shut the doors of a stay: that they were open for the guest counts for nothing now. */
  shutByStaff(stay: string): void {
    this.#held.delete(stay);
  }

  /** The guest who is to get in from here on has had no door open yet. */
  guestIsAnother(stay: string): void {
    this.#held.delete(stay);
  }

  /** A stay's run was terminated. */
  runIsStopped(stay: string): void {
    this.#stopped.add(stay);
  }

  /** A run looks after a stay again whose run was terminated, if one was. Answers whether. */
  runsAgain(stay: string): boolean {
    if (!this.#stopped.delete(stay)) return false;
    this.#takenOver.set(stay, this.#world.time.now);
    return true;
  }

  look(): void {
    this.#noteStuck();
    const open = openDoors(this.#world.workspace(), this.#belongings);
    const forReplaced = [...openForReplaced(this.#world.workspace(), this.#belongings)];
    for (const stay of open.keys()) {
      if (!this.#intents.has(stay)) this.#findings.add('I1 no stranger', stay, 'nobody booked it');
    }
    for (const [stay, intent] of this.#intents) {
      const doors = open.get(stay) ?? NONE;
      const others = forReplaced.filter((one) => one.stay === stay);
      this.#noteShut(stay, new Set([...doors, ...others.flatMap((one) => [...one.doors])]));
      this.#lookForStranger(stay, intent, doors);
      this.#lookForLockOut(stay, intent, doors);
      this.#lookAtHold(stay, intent, doors);
    }
    this.#lookForReplaced(forReplaced);
    this.#lookForHeldUp();
  }

  #noteStuck(): void {
    const { stuck } = this.#world.workspace();
    for (const id of stuck) this.#stuck.set(id, this.#world.time.now);
  }

  /** Whether a lock let go of something a moment ago: a reissue that waited for it takes the old key away only then. */
  #hasJustLetGo(): boolean {
    const { stuck } = this.#world.workspace();
    const since = this.#world.time.now - LOCK_OUT_MS - this.#seamsOwnDelay();
    return [...this.#stuck].some(([id, at]) => !stuck.has(id) && at > since);
  }

  #noteShut(stay: string, doors: ReadonlySet<string>): void {
    const shut = this.#shut.get(stay) ?? new Map<string, number>();
    this.#shut.set(stay, shut);
    for (const door of doors) if (!shut.has(door)) shut.set(door, 0);
    // What staff suspended opens again when they let it, and has not shut by its window meanwhile.
    if (this.#staff.suspendedUntil(stay) === Number.POSITIVE_INFINITY) return;
    const { now } = this.#world.time;
    for (const door of shut.keys()) if (!doors.has(door)) shut.set(door, now);
  }

  #lookForStranger(stay: string, intent: Intent, doors: ReadonlySet<string>): void {
    for (const door of doors) {
      if (this.#isAllowed(stay, intent, door)) continue;
      this.#findings.add('I1 no stranger', stay, `${this.#nameOf(door)} is open`);
    }
  }

  /** Who was told that nobody gets in relies on it, whatever comes meanwhile, but for what came too late. */
  #lookAtHold(stay: string, intent: Intent, doors: ReadonlySet<string>): void {
    const { periods, current } = intent;
    if (current?.isHeld !== true) this.#sealed.delete(stay);
    if (!this.#sealed.has(stay) || doors.size === 0) return;
    const isLate = this.#isLate(stay, GRACE_MS + this.#seamsOwnDelay());
    if (isLate || this.#isFreedByStaff(stay, periods)) return;
    const [door = ''] = doors;
    this.#findings.add('I1 no stranger', stay, `it is held, and ${this.#nameOf(door)} is open`);
  }

  /** Staff let in who was held: the stay looks again when it is woken, and at check-in. */
  #isFreedByStaff(stay: string, periods: readonly Entitlement[]): boolean {
    const held = periods[periods.findLastIndex(({ isHeld }) => !isHeld) + 1];
    return held !== undefined && this.#staff.unsuspendedAt(stay) >= held.since;
  }

  /** A guest who was replaced gets in nowhere: at once where the stay has yet to begin, else in a while. */
  #lookForReplaced(open: readonly OpenForReplaced[]): void {
    const { now } = this.#world.time;
    const grace = GRACE_MS + this.#seamsOwnDelay();
    for (const { stay, since, doors } of open) {
      const intent = this.#intents.get(stay);
      if (intent?.current === undefined) continue;
      const mostMs = since < intent.current.opensAt ? grace : REPLACED_MS + grace;
      const isInTime = this.#health.between(since, now) <= mostMs || this.#isLate(stay, grace);
      for (const door of doors) {
        if (isInTime && this.#isAllowed(stay, intent, door, { since })) continue;
        const whose = 'for a guest who was replaced';
        this.#findings.add('I1 no stranger', stay, `${this.#nameOf(door)} is open ${whose}`);
      }
    }
  }

  /** A key that its lock would let go of does not open a door because another object of the stay does not go. */
  #lookForHeldUp(): void {
    const { butForLocks: health } = this.#health;
    if (health === undefined) return;
    const workspace = this.#world.workspace();
    const { now } = this.#world.time;
    const grace = HELD_UP_MS + this.#seamsOwnDelay();
    const isHeld = (id: string): boolean => {
      const stuckAt = this.#stuck.get(id);
      return stuckAt !== undefined && health.between(stuckAt, now) <= grace;
    };
    const { replaced } = this.#belongings;
    const free = this.#belongings
      .users()
      .filter((user) => replaced.since(user) === undefined && !isHeld(user.id))
      .filter(({ credentials }) => ![...credentials].some(({ id }) => isHeld(id)));
    for (const [stay, doors] of doorsFor(workspace, this.#belongings, free)) {
      const intent = this.#intents.get(stay);
      if (intent === undefined) continue;
      for (const door of doors) {
        if (this.#isAllowed(stay, intent, door, { health, grace })) continue;
        this.#findings.add(
          'I1 no stranger',
          stay,
          `${this.#nameOf(door)} is open, held by nothing`,
        );
      }
    }
  }

  /** `since`: when the guest whose door it is was replaced, which may come while they move. */
  #isAllowed(
    stay: string,
    { periods }: Intent,
    door: string,
    {
      since = 0,
      health = this.#health,
      grace = GRACE_MS + this.#seamsOwnDelay(),
    }: { readonly since?: number; readonly health?: Health; readonly grace?: number } = {},
  ): boolean {
    if (this.#stopped.has(stay)) return true;
    const { now } = this.#world.time;
    const isLate = this.#isLate(stay, grace);
    const isFreed = this.#isFreedByStaff(stay, periods);
    return periods.some((period, index) => {
      if (!period.isAlive || (period.isHeld && !isFreed)) return false;
      if (!this.#doors(period).has(door) || now < period.opensAt) return false;
      const next = periods[index + 1]?.since ?? Number.POSITIVE_INFINITY;
      const shutsAt = this.#shutsAt(stay, periods, index, door);
      if (!isHeldByUs(listingOf(period)) && now >= shutsAt) return false;
      const movedAt = Math.min(next, period.closesAt);
      const takenOver = this.#takenOver.get(stay) ?? 0;
      const over = Math.max(
        takenOver,
        now < shutsAt ? Math.max(since, this.#mendedFrom(stay, movedAt)) : movedAt,
      );
      return over >= now || isLate || health.between(over, now) <= grace;
    });
  }

  /** When the last began that may keep a move from its end: the move itself, or what staff did to its new access. */
  #mendedFrom(stay: string, movedAt: number): number {
    const staff = this.#staff;
    return Math.max(movedAt, staff.suspendedUntil(stay), staff.seenOfWhatCameAfter(stay, movedAt));
  }

  /** Whether something may still be there that was carried out late, and that nobody knew of. */
  #isLate(stay: string, grace: number): boolean {
    const { now } = this.#world.time;
    const mostMs = this.#world.story.quietPeriodMs + grace;
    const late = this.#late.get(stay) ?? [];
    return late.some((at) => at <= now && this.#health.between(at, now) <= mostMs);
  }

  /**
   * When a door shuts by itself. A move takes the old access along into the new window, if it has not
   * shut yet (or only just: the step that moves it was under way), or if both rooms hang on one access
   * user, whose window is that of both.
   */
  #shutsAt(stay: string, periods: readonly Entitlement[], index: number, door: string): number {
    const period = periods[index];
    if (period === undefined) return 0;
    const { closesAt } = period;
    const wasShut = (this.#shut.get(stay)?.get(door) ?? 0) >= closesAt + GRACE_MS;
    const later = periods
      .slice(index + 1)
      .filter((next) => next.isAlive && (!wasShut || isOneUser(period, next)));
    return Math.max(closesAt, ...later.map((next) => next.closesAt));
  }

  #lookForLockOut(stay: string, intent: Intent, doors: ReadonlySet<string>): void {
    const { now } = this.#world.time;
    const { current } = intent;
    const held = this.#held.get(stay) ?? new Set();
    this.#held.set(stay, held);
    const isEntitled =
      current !== undefined &&
      current.isAlive &&
      !current.isHeld &&
      current.opensAt <= now &&
      now < current.closesAt - WHOLE_SECOND_MS;
    const wanted = isEntitled ? this.#doors(current) : NONE;
    for (const door of held) {
      // What staff did may take Seam a while.
      const isShutByStaff = !doors.has(door) && this.#staff.isUnseen(stay);
      if (!wanted.has(door) || isShutByStaff) held.delete(door);
      else if (
        !doors.has(door) &&
        this.#wasWantedLongAgo(intent, door) &&
        !this.#isReissuing(intent) &&
        // A suspension of before the release may be carried out late; it is seen when the last can have come.
        !this.#isLate(stay, GRACE_MS)
      )
        this.#findings.add('I3 no lock-out', stay, `${this.#nameOf(door)} has shut in between`);
    }
    if (isEntitled && this.#wasPossible(stay, current)) {
      const astray = this.#addresses.wrong(stay, current);
      if (astray !== undefined) this.#findings.add('I3 no lock-out', stay, astray);
    }
    for (const door of wanted) {
      if (doors.has(door)) held.add(door);
      else if (current !== undefined && this.#wasPossible(stay, current)) {
        this.#findings.add('I3 no lock-out', stay, `${this.#nameOf(door)} does not open`);
      } else if (
        current !== undefined &&
        this.#wasPossible(stay, current, true) &&
        !this.#hasJustLetGo()
      ) {
        const what = `${this.#nameOf(door)} does not open, beside what a lock holds`;
        this.#findings.add('I3 no lock-out', stay, what);
      }
    }
  }

  /** Whether it was wanted open at this moment for so long already that no move can be under way. */
  #wasWantedLongAgo({ periods }: Intent, door: string): boolean {
    const { now } = this.#world.time;
    const recent = periods.filter((_, index) => {
      const over = periods[index + 1]?.since ?? now;
      return over === now || this.#health.between(over, now) <= GRACE_MS + this.#seamsOwnDelay();
    });
    return recent.every(
      (period) =>
        period.isAlive &&
        !period.isHeld &&
        this.#doors(period).has(door) &&
        this.#settledFrom(period) <= now &&
        now < period.closesAt,
    );
  }

  /** From when on no removal of before check-in can be under way any more, where we open and shut the doors ourselves. */
  #settledFrom(period: Entitlement): number {
    const { opensAt } = period;
    if (!isHeldByUs(listingOf(period))) return opensAt;
    // A lock that would not let go of what was removed before check-in may do so at any time after it.
    if (this.#world.story.conditions.sticky > 0) return Number.POSITIVE_INFINITY;
    return opensAt + GRACE_MS + this.#seamsOwnDelay();
  }

  /** Where a user has one PIN or one mobile key at most, the old one goes before there is a new one. */
  #isReissuing({ periods }: Intent): boolean {
    const { now } = this.#world.time;
    const recipe = LISTINGS.get(periods.at(-1)?.listingId ?? '')?.recipe;
    const { secondPin } = this.#world.workspace().switches;
    const takesOnePin = recipe === 'salto-ks-pin' && secondPin === 'refused';
    if (!takesOnePin && recipe !== 'salto-space-mobile') return false;
    const asked = periods.findLast(
      ({ reissues, isHeld }, index) =>
        reissues !== (periods[index - 1]?.reissues ?? 0) || isHeld !== periods[index - 1]?.isHeld,
    );
    if (asked === undefined || (periods.at(-1)?.reissues ?? 0) === 0) return false;
    return this.#health.between(asked.since, now) <= LOCK_OUT_MS + this.#seamsOwnDelay();
  }

  /** Whether the guest can be expected to get in; `isBesideLocks`: also while locks do not let go of what is to go. */
  #wasPossible(stay: string, period: Entitlement, isBesideLocks = false): boolean {
    const { now } = this.#world.time;
    const health = isBesideLocks ? this.#health.butForLocks : this.#health;
    const well = health?.since(now);
    if (well === undefined) return false;
    const begins = isHeldByUs(listingOf(period)) ? period.opensAt : period.since;
    const mendable = this.#staff.mendableFrom(stay, period.opensAt);
    const from = Math.max(begins, period.since, well, mendable);
    return now - from >= (isBesideLocks ? HELD_UP_MS : LOCK_OUT_MS) + this.#seamsOwnDelay();
  }

  #doors({ listingId }: Entitlement): ReadonlySet<string> {
    return doorsOf(this.#world.workspace(), listingId);
  }

  #seamsOwnDelay(): number {
    const { mutationDelayMs, deletionDelayMs, codeDelayMs } = this.#world.workspace().switches;
    // A poll that comes just too early is repeated after half a minute at most.
    const slowest = Math.max(mutationDelayMs, deletionDelayMs, codeDelayMs);
    return (slowest === 0 ? 0 : 3 * slowest + 30_000) + this.#queuesOwnDelay();
  }

  /** So long at most it takes to have one step of every stay begun, at the rate of the queue. */
  #queuesOwnDelay(): number {
    const { stepsPerSecond } = this.#world.story.conditions;
    return stepsPerSecond === undefined ? 0 : (1_100 * this.#intents.size) / stepsPerSecond;
  }

  #nameOf(door: string): string {
    return this.#world.workspace().entrances.get(door)?.name ?? door;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Whether the access of one listing becomes that of the other without a second access user. */
function isOneUser(a: Entitlement, b: Entitlement): boolean {
  const [one, other] = [listingOf(a), listingOf(b)];
  return one.recipe === other.recipe && one.acsSystemId === other.acsSystemId;
}

function listingOf({ listingId }: Entitlement) {
  const listing = LISTINGS.get(listingId);
  if (listing === undefined) throw new TypeError(`no listing ${listingId}`);
  return listing;
}
