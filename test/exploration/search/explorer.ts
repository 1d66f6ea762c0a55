import { judge, judgeState } from '../invariants/judge.ts';
import type { Invariant } from '../invariants/violation.ts';
import { alphabetFor, type RequestName } from '../world/alphabet.ts';
import { play, type Move } from '../world/moves.ts';
import { possibleMoves, wellMove, type PossibleMove } from '../world/possible-moves.ts';
import type { Trait } from '../world/traits.ts';
import { begun } from '../world/world.ts';

import { Findings, violationOf, type Finding, type Path } from './findings.ts';
import { hashed, Liveness, successorOf, type Hashed } from './liveness.ts';
import { Seen, type Budget } from './seen.ts';

/** How far an exploration goes. */
export interface Limits extends Budget {
  readonly seconds: number;
  /** Every request may arrive, also where there are several: it takes several times as long. */
  readonly isWhole?: boolean;
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
  readonly states: number;
  readonly transitions: number;
  /** Every world that comes of so many requests and faults together was seen. */
  readonly completeTo: number;
  readonly isComplete: boolean;
  /** The most moves in a row. */
  readonly depth: number;
  readonly milliseconds: number;
}

/** A world that was reached, and by which way. */
interface Node extends Budget, Hashed {
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
    this.liveness = new Liveness(this.seen);
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
      states: this.seen.size,
      transitions: this.transitions,
      completeTo: isComplete ? requests + faults : completeTo,
      isComplete,
      depth: this.depth,
      milliseconds: performance.now() - began,
    };
  }

  private begin(): void {
    const { requests, faults } = this.limits;
    try {
      this.add({ ...hashed(begun(this.trait)), parent: undefined, depth: 0, requests, faults });
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
    const well = wellMove(node.world);
    for (const possible of possibleMoves(node.world, this.alphabet)) {
      const left = afterMove(node, possible);
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
      const after = (isWell && successorOf(node.world)) || hashed(play(node.world, move));
      const violations = judge(node.world, move, after.world);
      this.findings.add(violations, path);
      if (violations.length === 0)
        this.add({ ...left, ...after, parent: path, depth: node.depth + 1 });
    } catch (error) {
      this.findings.add(violationOf(error), path);
    }
  }

  private add(node: Node): void {
    const { world, hash, depth, parent, requests, faults } = node;
    const news = this.seen.add(hash, node);
    if (news === 'known') return;
    if (news === 'new') {
      const isSampled = hash % SAMPLED === 0;
      const flaws = [...(isSampled ? judgeState(world) : []), ...this.liveness.judge(node)];
      this.findings.add(flaws, parent);
      // What follows from a violation is no news.
      if (flaws.length > 0) return;
    }
    this.depth = Math.max(this.depth, depth);
    const left = requests + faults;
    if (left === 0) this.last.push(node);
    else (this.layers[this.limits.requests + this.limits.faults - left] ??= []).push(node);
  }
}

function afterMove({ requests, faults }: Budget, { costs }: PossibleMove): Budget | undefined {
  switch (costs) {
    case 'nothing':
      return { requests, faults };
    case 'nothing, before a request':
      return requests > 0 ? { requests, faults } : undefined;
    case 'a request':
      return requests > 0 ? { requests: requests - 1, faults } : undefined;
    case 'a fault':
      return faults > 0 ? { requests, faults: faults - 1 } : undefined;
  }
}

function isSameMove(a: Move, b: Move): boolean {
  return a.does === b.does && !(a.does === 'step' && b.does === 'step' && a.how !== b.how);
}
