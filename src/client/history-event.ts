import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** An event of a run's history. */
export type Event = NonNullable<History['events']>[number];

type Described = Awaited<ReturnType<WorkflowHandle['describe']>>['raw'];

/** A step that is not over, of which the history has only that it was scheduled. */
export type Pending = NonNullable<Described['pendingActivities']>[number];
