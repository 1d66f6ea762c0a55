import { isProblemType, PROBLEMS } from '../src/contract/problems.ts';
import type { Problem } from '../src/contract/status.ts';

import { isoNow } from './now.ts';

/** Where a problem comes from: each source clears its own. */
export type ProblemSource = 'step' | 'refusal' | 'access' | 'pin' | 'system' | 'end';

const GRAVEST_FIRST: readonly ProblemSource[] = [
  'end',
  'refusal',
  'step',
  'access',
  'pin',
  'system',
];

/** The problems of a stay, one per source; people are shown the gravest. */
export class ProblemBoard {
  private readonly bySource: Map<ProblemSource, Problem>;

  constructor(remembered: readonly (readonly [ProblemSource, Problem])[] = []) {
    this.bySource = new Map(remembered);
  }

  /** `said` is what the access system or we add to the type's own sentence. */
  show(source: ProblemSource, type: string, said?: string): void {
    const known = this.bySource.get(source);
    const text = isProblemType(type) ? PROBLEMS[type] : PROBLEMS.AccessInTrouble;
    this.bySource.set(source, {
      type,
      message: said === undefined ? text.message : `${text.message} (${said})`,
      next: text.next,
      since: known?.type === type ? known.since : isoNow(),
    });
  }

  clear(source: ProblemSource): void {
    this.bySource.delete(source);
  }

  clearAll(): void {
    this.bySource.clear();
  }

  get gravest(): Problem | undefined {
    const source = GRAVEST_FIRST.find((s) => this.bySource.has(s));
    return source === undefined ? undefined : this.bySource.get(source);
  }

  /** Every problem that is shown, for the run that continues this one. */
  remembered(): readonly (readonly [ProblemSource, Problem])[] {
    return [...this.bySource];
  }
}
