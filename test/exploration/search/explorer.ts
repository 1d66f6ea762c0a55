import { judge, judgeSize } from '../invariants/judge.ts';
import { violated, type Violation } from '../invariants/violation.ts';
import { play, type Move } from '../world/moves.ts';
import { possibleMoves, type PossibleMove } from '../world/possible-moves.ts';
import type { Trait } from '../world/traits.ts';
import { begun, type World } from '../world/world.ts';

import { canonicalOf, hashOf, NotJson } from './canonical.ts';
import { Liveness } from './liveness.ts';
import { Seen, type Budget } from './seen.ts';

/** How far an exploration goes. */
export interface Limits extends Budget {
  readonly seconds: number;
  /** It ends with the first violation of an invariant; else the first of each is told. */
  readonly endsAtFirst?: boolean;
  /** Only this one counts. */
  readonly invariant?: string;
}

/** A violation, and the shortest way to it. */
export interface Finding extends Violation {
  readonly trait: string;
  readonly moves: readonly Move[];
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
interface Node extends Budget {
  readonly world: World;
  readonly parent: Path | undefined;
  readonly depth: number;
}

/** The way to a world, from its end. */
interface Path {
  readonly move: Move;
  readonly before: Path | undefined;
}

/**
 * Walks every reachable world: those of the fewest requests and faults first, and of these the nearest,
 * so that the first way to a violation is a short one.
 */
export class Explorer {
  private readonly seen = new Seen();
  private readonly liveness = new Liveness();
  private readonly findings = new Map<string, Finding>();
  private readonly trait: Trait;
  private readonly limits: Limits;
  private readonly layers: (Node | undefined)[][] = [];
  private transitions = 0;
  private depth = 0;

  constructor(trait: Trait, limits: Limits) {
    this.trait = trait;
    this.limits = limits;
  }

  explore(): Explored {
    const began = performance.now();
    const { requests, faults } = this.limits;
    this.add({ world: begun(this.trait), parent: undefined, depth: 0, requests, faults });
    let completeTo = -1;
    let isOver = false;
    for (let spent = 0; spent <= requests + faults && !isOver; spent += 1) {
      isOver = !this.exploreLayer(spent, began + this.limits.seconds * 1_000);
      if (!isOver) completeTo = spent;
    }
    return {
      trait: this.trait.recipe,
      limits: this.limits,
      findings: [...this.findings.values()],
      states: this.seen.size,
      transitions: this.transitions,
      completeTo,
      isComplete: !isOver,
      depth: this.depth,
      milliseconds: performance.now() - began,
    };
  }

  /** Explores what so many requests and faults come to; false if the time is over first. */
  private exploreLayer(spent: number, until: number): boolean {
    const layer = this.layers[spent] ?? [];
    // What costs nothing is added to the same layer, behind what is there.
    for (let at = 0; at < layer.length; at += 1) {
      const node = layer[at];
      if (node === undefined) continue;
      if (at % 64 === 0 && performance.now() > until) return false;
      if (this.limits.endsAtFirst && this.findings.size > 0) return false;
      this.expand(node);
      // What was expanded is not needed any more, and there are many.
      layer[at] = undefined;
    }
    this.layers[spent] = [];
    return true;
  }

  private expand(node: Node): void {
    for (const possible of possibleMoves(node.world)) {
      const left = afterMove(node, possible);
      if (left === undefined) continue;
      this.transitions += 1;
      this.follow(node, possible.move, left);
    }
  }

  private follow(node: Node, move: Move, left: Budget): void {
    const path = { move, before: node.parent };
    try {
      const world = play(node.world, move);
      const violations = judge(node.world, move, world);
      this.report(violations, path);
      if (violations.length === 0)
        this.add({ ...left, world, parent: path, depth: node.depth + 1 });
    } catch (error) {
      this.report(violationOf(error), path);
    }
  }

  private add(node: Node): void {
    const { world, depth, parent, requests, faults } = node;
    const hash = hashOf(canonicalOf(world));
    const news = this.seen.add(hash, node);
    if (news === 'known') return;
    if (news === 'new') {
      const flaws = [...judgeSize(world), ...this.liveness.judge(world, hash)];
      this.report(flaws, parent);
      // What follows from a violation is no news.
      if (flaws.length > 0) return;
    }
    this.depth = Math.max(this.depth, depth);
    const spent = this.limits.requests - requests + this.limits.faults - faults;
    (this.layers[spent] ??= []).push(node);
  }

  private report(violations: readonly Violation[], path: Path | undefined): void {
    for (const violation of violations) {
      const { invariant, what } = violation;
      if ((this.limits.invariant ?? invariant) !== invariant) continue;
      // Ids differ from way to way.
      const key = `${invariant} ${what.replaceAll(/\d+/g, '')}`;
      if (this.findings.has(key)) continue;
      this.findings.set(key, { ...violation, trait: this.trait.recipe, moves: movesOf(path) });
    }
  }
}

function afterMove({ requests, faults }: Budget, { costs }: PossibleMove): Budget | undefined {
  const left = {
    requests: requests - Number(costs === 'a request'),
    faults: faults - Number(costs === 'a fault'),
  };
  return left.requests < 0 || left.faults < 0 ? undefined : left;
}

function violationOf(error: unknown): readonly Violation[] {
  const said = error instanceof Error ? error.message : String(error);
  const invariant = error instanceof NotJson ? 'I11 bounded' : 'I12 not stuck';
  return violated(invariant, `the core throws: ${said}`);
}

function movesOf(path: Path | undefined): readonly Move[] {
  const moves: Move[] = [];
  for (let at = path; at !== undefined; at = at.before) moves.push(at.move);
  return moves.toReversed();
}
