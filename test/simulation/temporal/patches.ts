import type { WorkflowInstance } from './workflow-instance.ts';

/** Which patches a run has: those that its history knows, and those that it took on live. */
export class Patches {
  readonly #instance: WorkflowInstance;
  readonly #known = new Set<string>();
  readonly #decisions = new Map<string, boolean>();

  constructor(instance: WorkflowInstance) {
    this.#instance = instance;
  }

  know(patchId: string): void {
    this.#known.add(patchId);
  }

  /** A patch that history lacks is not there as long as history is replayed; it is taken on live. */
  has(patchId: string): boolean {
    const decided = this.#decisions.get(patchId);
    if (decided !== undefined) return decided;
    if (this.#instance.isReplaying && !this.#known.has(patchId)) return false;
    this.#decisions.set(patchId, true);
    this.#instance.push({ do: 'mark-patch', patchId });
    return true;
  }
}
