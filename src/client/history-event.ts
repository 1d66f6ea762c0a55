import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** An event of a run's history. */
export type Event = NonNullable<History['events']>[number];
