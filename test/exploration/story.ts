import { isActivity } from '../../src/stay/record.ts';

import { judge, judgeState } from './invariants/judge.ts';
import type { Violation } from './invariants/violation.ts';
import { Liveness } from './search/liveness.ts';
import { Places } from './search/places.ts';
import { Seen } from './search/seen.ts';
import type { RequestName } from './world/alphabet.ts';
import { play, type Move } from './world/moves.ts';
import type { How } from './world/playing.ts';
import { wellMove } from './world/possible-moves.ts';
import type { Tampering } from './world/tampering.ts';
import type { Beginning, Closing } from './world/terminating.ts';
import { traitOf } from './world/traits.ts';
import { begun, type World } from './world/world.ts';

/**
 * A stay that is told move by move, as the explorer prints it. It drives `receive`, `decide`, `begin` and
 * `record` against the abstract Seam, and every invariant looks at every move. A move that the stay does
 * not make any more throws, and says what the stay does instead.
 */
export class Story {
  world: World;
  /** What was violated so far. */
  readonly violations: Violation[] = [];

  constructor(recipe: string) {
    this.world = begun(traitOf(recipe));
  }

  /** A request arrives. */
  receives(request: RequestName): void {
    this.move({ does: 'receives', request });
  }

  /** The activity under way ends. */
  step(step: string, how: How = 'done'): void {
    this.move({ does: 'step', step, how });
  }

  /** Activities are under way one after the other, and end well. */
  steps(...names: readonly string[]): void {
    for (const name of names) this.step(name);
  }

  /** Time passes until the wait is over. */
  waits(why: string): void {
    this.move({ does: 'waits', for: why });
  }

  /** Time passes until a minute before the wait is over. */
  almostWaits(why: string): void {
    this.move({ does: 'almostWaits', for: why });
  }

  /** The run is closed, and another one begins. */
  beginsAgain(by: Beginning): void {
    this.move({ does: 'beginsAgain', by });
  }

  /** The activity under way is not answered, and time passes until something may be different. */
  takesLong(step: string): void {
    this.move({ does: 'takesLong', step });
  }

  /** A request that was thought lost is carried out. */
  commitsLate(index: number): void {
    this.move({ does: 'commitsLate', index });
  }

  /** Somebody else works on an object of the stay. */
  staff(act: Tampering, id: string): void {
    this.move({ does: 'staff', act, id });
  }

  /** Somebody terminates the run. */
  isTerminated(next: Closing): void {
    this.move({ does: 'isTerminated', next });
  }

  /** Has all be well from here on, and answers everything that was violated on the way to the end. */
  ends(): readonly Violation[] {
    const { world } = this;
    const places = new Places();
    const seen = new Seen({ requests: 0, faults: 0 });
    const stuck = new Liveness(seen, places).judge(places.of(world));
    if (stuck.length > 0) return [...this.violations, ...stuck];
    for (let move = wellMove(world); move !== undefined; move = wellMove(this.world))
      this.move(move);
    return this.violations;
  }

  private move(move: Move): void {
    expectMove(this.world, move);
    const before = this.world;
    this.world = play(before, move);
    this.violations.push(...judge(before, move, this.world), ...judgeState(this.world));
  }
}

/** What a stay is doing, in a line. */
function doingOf({ running, now }: World): string {
  const { step } = running;
  const at = new Date(now).toISOString();
  if (step.do === 'wait')
    return `${at} waits for the ${step.for} until ${new Date(step.until).toISOString()}`;
  const what = isActivity(step) ? step.key : step.do;
  return `${at} ${what}${running.isCancelled ? ', cancelled' : ''}`;
}

function expectMove(world: World, move: Move): void {
  const { step } = world.running;
  const isOther =
    ((move.does === 'step' || move.does === 'takesLong') && move.step !== step.do) ||
    ((move.does === 'waits' || move.does === 'almostWaits') &&
      !(step.do === 'wait' && step.for === move.for)) ||
    (move.does === 'commitsLate' && world.seam.late[move.index] === undefined);
  if (isOther)
    throw new Error(`The story says ${linesOf([move])}, but the stay: ${doingOf(world)}`);
}

/** Moves, as lines that can be pasted into a test. */
export function linesOf(moves: readonly Move[]): string {
  return moves.map(lineOf).join('\n');
}

function lineOf(move: Move): string {
  const call = (...args: readonly (string | number)[]): string =>
    `stay.${move.does}(${args.map((arg) => (typeof arg === 'string' ? `'${arg}'` : arg)).join(', ')});`;
  switch (move.does) {
    case 'receives':
      return call(move.request);
    case 'step':
      return move.how === 'done' ? call(move.step) : call(move.step, move.how);
    case 'waits':
    case 'almostWaits':
      return call(move.for);
    case 'beginsAgain':
      return call(move.by);
    case 'takesLong':
      return call(move.step);
    case 'commitsLate':
      return call(move.index);
    case 'staff':
      return call(move.act, move.id);
    case 'isTerminated':
      return call(move.next);
  }
}
