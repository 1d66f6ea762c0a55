import { judge, judgeState } from '../invariants/judge.ts';
import type { Invariant } from '../invariants/violation.ts';
import { alphabetFor, type RequestName } from '../world/alphabet.ts';
import { play, type Move } from '../world/moves.ts';
import { budgetAfter, possibleMoves, wellMove, type Budget } from '../world/possible-moves.ts';
import type { Trait } from '../world/traits.ts';
import { begun, type World } from '../world/world.ts';

import type { Telling } from './digest.ts';
import { Findings, violationOf, type Finding, type Path } from './findings.ts';
import { Liveness } from './liveness.ts';
import { Places, type Place } from './places.ts';
import { Seen } from './seen.ts';

/** How far an exploration goes. */
export interface Limits extends Budget {
  readonly seconds: number;
  /** Every request may arrive, also where there are several: it takes several times as long. */
  readonly isWhole?: boolean;
  /** What two worlds must have in common to be one; what matters, unless said. */
  readonly telling?: Telling;
  /** It ends with the first violation of an invariant; else the first of each is told. */
  readonly endsAtFirst?: boolean;
  /** Only this one counts. */
  readonly invariant?: Invariant;
}

/** What came of an exploration. */
export interface Explored {
  readonly trait: string;
  readonly limits: Limits;
  readonly findings: readonly Finding[];
  /** Every verdict that any request got, after which move. */
  readonly verdicts: ReadonlySet<string>;
  readonly states: number;
  readonly transitions: number;
  /** Every world that comes of so many requests and faults together was seen. */
  readonly completeTo: number;
  readonly isComplete: boolean;
  /** Worlds that were seen, and of which nobody has looked what follows: 0 if it is complete. */
  readonly unfollowed: number;
  /** The most moves in a row. */
  readonly depth: number;
  readonly milliseconds: number;
}

/** A world that was reached, and by which way. */
interface Node extends Budget {
  readonly place: Place;
  readonly parent: Path | undefined;
  readonly depth: number;
}

/** Of so many states one is written down and shown. */
const SAMPLED = 16;

/**
 * Walks every reachable world: those of the fewest requests and faults first, and of these the nearest,
 * so that the first way to a violation is a short one.
 */
export class Explorer {
  private readonly seen: Seen;
  private readonly places: Places;
  private readonly verdicts = new Set<string>();
  private readonly liveness: Liveness;
  private readonly findings: Findings;
  private readonly trait: Trait;
  private readonly limits: Limits;
  private readonly alphabet: readonly RequestName[];
  private readonly layers: (Node | undefined)[][] = [];
  private readonly last: Node[] = [];
  private until = 0;
  private turns = 0;
  private transitions = 0;
  private depth = 0;

  constructor(trait: Trait, limits: Limits) {
    this.trait = trait;
    this.limits = limits;
    this.findings = new Findings(trait.recipe, limits.invariant);
    this.alphabet = alphabetFor(limits.isWhole ? 0 : limits.requests);
    this.seen = new Seen(limits);
    this.places = new Places(limits.telling);
    this.liveness = new Liveness(this.seen, this.places);
  }

  explore(): Explored {
    const began = performance.now();
    const { requests, faults, seconds } = this.limits;
    this.until = began + seconds * 1_000;
    this.begin();
    this.followLast();
    let completeTo = -1;
    // What is spent last is followed at once, and has no layer of its own.
    const last = Math.max(0, requests + faults - 1);
    while (completeTo < last && this.exploreLayer(completeTo + 1)) completeTo += 1;
    const isComplete = completeTo === last;
    return {
      trait: this.trait.recipe,
      limits: this.limits,
      findings: this.findings.all,
      verdicts: this.verdicts,
      states: this.seen.size,
      transitions: this.transitions,
      completeTo: isComplete ? requests + faults : completeTo,
      isComplete,
      unfollowed: this.layers.flat().filter((node) => node !== undefined).length,
      depth: this.depth,
      milliseconds: performance.now() - began,
    };
  }

  private begin(): void {
    const { requests, faults } = this.limits;
    try {
      const place = this.places.of(begun(this.trait));
      this.add({ place, parent: undefined, depth: 0, requests, faults });
    } catch (error) {
      this.findings.add(violationOf(error), undefined);
    }
  }

  /** Explores what so many requests and faults come to; false if the time is over first. */
  private exploreLayer(spent: number): boolean {
    const layer = this.layers[spent] ?? [];
    // What costs nothing is added to the same layer, behind what is there.
    for (let at = 0; at < layer.length; at += 1) {
      const node = layer[at];
      if (node === undefined) continue;
      if (this.isOver()) return false;
      this.expand(node);
      // What was expanded is not needed any more, and there are many.
      layer[at] = undefined;
      this.followLast();
    }
    this.layers[spent] = [];
    return true;
  }

  /** Worlds with nothing left to spend are too many to keep: what comes of each is followed at once. */
  private followLast(): void {
    const { last } = this;
    for (let at = 0; at < last.length; at += 1) {
      const node = last[at];
      if (node !== undefined) this.expand(node);
    }
    last.length = 0;
  }

  private isOver(): boolean {
    this.turns += 1;
    if (this.limits.endsAtFirst && !this.findings.isEmpty) return true;
    return this.turns % 16 === 0 && performance.now() > this.until;
  }

  private expand(node: Node): void {
    const { world } = node.place;
    const well = wellMove(world);
    for (const possible of possibleMoves(world, this.alphabet, node)) {
      const left = budgetAfter(node, possible);
      if (left === undefined) continue;
      this.transitions += 1;
      const { move } = possible;
      const isWell = well !== undefined && isSameMove(move, well);
      this.follow(node, move, left, isWell);
    }
  }

  private follow(node: Node, move: Move, left: Budget, isWell: boolean): void {
    const path = { move, before: node.parent };
    try {
      const { world } = node.place;
      const place = (isWell && this.places.after(node.place)) || this.places.of(play(world, move));
      const violations = judge(world, move, place.world);
      this.findings.add(violations, path);
      for (const verdict of verdictsAfter(world, move, place.world)) this.verdicts.add(verdict);
      if (violations.length === 0)
        this.add({ ...left, place, parent: path, depth: node.depth + 1 });
    } catch (error) {
      this.findings.add(violationOf(error), path);
    }
  }

  private add(node: Node): void {
    const { place, depth, parent, requests, faults } = node;
    const { world, hash } = place;
    const news = this.seen.add(faults > 0 ? this.places.hashWithFaults(place) : hash, node);
    if (news === 'known') return;
    if (faults > 0) this.seen.cover(hash, requests);
    if (news === 'new') {
      const isSampled = hash % SAMPLED === 0;
      const flaws = [...(isSampled ? judgeState(world) : []), ...this.liveness.judge(place)];
      this.findings.add(flaws, parent);
      // What follows from a violation is no news.
      if (flaws.length > 0) return;
    }
    this.depth = Math.max(this.depth, depth);
    const left = requests + faults;
    if (left === 0) {
      this.last.push(node);
      return;
    }
    // It waits for long, and what follows is soon played once more.
    delete place.next;
    (this.layers[this.limits.requests + this.limits.faults - left] ??= []).push(node);
  }
}

function isSameMove(a: Move, b: Move): boolean {
  return a.does === b.does && !(a.does === 'step' && b.does === 'step' && a.how !== b.how);
}

/** What requests were answered after a move, in a line each. */
function verdictsAfter(before: World, move: Move, after: World): readonly string[] {
  const { answers } = after.state.requests;
  if (answers === before.state.requests.answers || answers.length === 0) return [];
  const known = new Set(before.state.requests.answers);
  const how = 'how' in move ? `${move.step} ${move.how}` : move.does;
  return answers
    .filter((answer) => !known.has(answer))
    .map(({ kind, verdict }) => `${how}: ${kind} ${verdict.outcome} ${verdict.type ?? ''}`);
}
