import type { LastSaid } from '../src/contract/closing.ts';
import type { EndedBy, LastSignal, Problem } from '../src/contract/status.ts';
import type { Inherited } from '../src/contract/steps.ts';
import type { Ledger } from '../src/stay/ledger.ts';
import type { Blocked } from '../src/stay/next-move.ts';
import type { Plan } from '../src/stay/plan.ts';
import type { Wish } from '../src/stay/wish.ts';

import type { ProblemSource } from './problem-board.ts';
import type { KnownCommand } from './tickets.ts';

/** What a run hands to the one that continues it: everything that is not in the making. */
export interface StayMemory {
  readonly wish: Wish;
  readonly put?: Wish;
  /** A plan has answered that put. */
  readonly isPutPlanned?: boolean;
  readonly isNewLife?: boolean;
  readonly words: number;
  readonly applied?: Wish | undefined;
  readonly plan?: Plan | undefined;
  readonly ledger: Ledger;
  readonly granted?: string | undefined;
  readonly confirmed?: string | undefined;
  readonly lookedAtOpening?: string | undefined;
  readonly held: boolean;
  readonly inHand?: string | undefined;
  readonly trouble?: string | undefined;
  readonly blocked?: Blocked | undefined;
  readonly lastCreateAt?: number | undefined;
  readonly endedBy?: EndedBy | undefined;
  readonly endBegan?: number | undefined;
  readonly absentSince?: string | undefined;
  readonly putAgain?: boolean;
  readonly isReplanAsked?: boolean;
  readonly toldSystems?: readonly string[];
  readonly inherited?: Inherited;
  readonly commands: readonly KnownCommand[];
  readonly lastSignal?: LastSignal | undefined;
  readonly notes: readonly string[];
  readonly problems?: readonly (readonly [ProblemSource, Problem])[];
  readonly orphan?: OrphanedStay | undefined;
}

/** What is known of a stay whose earlier run was stopped from outside. */
export interface OrphanedStay {
  readonly endedBy: EndedBy;
  readonly quietPeriodMs: number;
  readonly last?: LastSaid | undefined;
}
