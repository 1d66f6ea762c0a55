import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

import {
  announcerQuery,
  announcerSchema,
  announceSignal,
  handOverSchema,
  type Announcer,
  type DeliverySteps,
  type QueuedEvent,
} from '../src/contract/announcing.ts';
import { refuse } from '../src/contract/failures.ts';
import { announceWorkflowId, WEBHOOKS_TASK_QUEUE } from '../src/contract/names.ts';
import { describeIssues } from '../src/contract/reservation.ts';
import { SEALED } from '../src/contract/unreadable.ts';

import { endpointsWaiting, droppedFrom, nextFor, take, withoutEvent } from './announcer.ts';
import { requireOpened } from './sealed.ts';
import { tell } from './telling.ts';

/** What no receiver has taken by then is given up. */
const GIVEN_UP_AFTER_MS = 3 * 86_400_000;
/** One attempt, with what a worker needs around it. */
const ATTEMPT_MS = 30_000;
const MANY_EVENTS = 1_500;

/**
 * Delivers the events of a stay that it is handed, to each endpoint in their order, and ends when all of them
 * are delivered or given up. One endpoint waits for no other. Its result is what its next run begins with.
 * Fails only if its argument is malformed.
 */
export async function announceStay(argument: unknown): Promise<Announcer> {
  const run = new AnnouncingRun(firstAnnouncer(argument));
  setHandler(announcerQuery, () => run.announcer, { description: 'What is on its way' });
  setHandler(announceSignal, (payload) => run.hear(payload), {
    description: 'Hands over events of the stay',
  });
  for (;;) {
    if (run.isLong) await run.continueAsNew();
    run.deliver();
    if (run.isIdle) return run.announcer;
    await condition(() => run.isIdle || run.hasMore || run.isLong);
  }
}

function firstAnnouncer(argument: unknown): Announcer {
  requireOpened(argument);
  const parsed = announcerSchema.safeParse(argument);
  const why = parsed.success ? '' : `It is malformed: ${describeIssues(parsed.error)}.`;
  if (!parsed.success) throw refuse('MalformedAnnouncer', why);
  const wanted = announceWorkflowId(parsed.data.reservationId);
  if (workflowInfo().workflowId !== wanted)
    throw refuse('WrongWorkflowId', `The workflow id of these announcements must be ${wanted}.`);
  return parsed.data;
}

/** One run of an announcer. */
class AnnouncingRun {
  announcer: Announcer;
  /** By endpoint, what is on its way to it. */
  private readonly sendings = new Map<
    string,
    { readonly id: string; readonly scope: CancellationScope }
  >();
  private told = 0;

  constructor(announcer: Announcer) {
    this.announcer = announcer;
  }

  get isIdle(): boolean {
    return this.sendings.size === 0 && !this.hasMore;
  }

  /** An endpoint waits for an event, and nothing is on its way to it. */
  get hasMore(): boolean {
    return endpointsWaiting(this.announcer).some((name) => !this.sendings.has(name));
  }

  get isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength > MANY_EVENTS;
  }

  hear(payload: unknown): void {
    const parsed = handOverSchema.safeParse(payload);
    if (payload !== SEALED && parsed.success) {
      const at = new Date(Date.now()).toISOString();
      const before = this.announcer;
      this.announcer = take(before, parsed.data.announcements, at);
      for (const { id, type, to } of droppedFrom(before, this.announcer))
        for (const endpoint of to) if (!this.isUnderWay(id, endpoint)) this.giveUp(endpoint, type);
      return;
    }
    log.warn('Events were not taken', { why: 'they are malformed' });
  }

  /** Sends to each endpoint the next event that it has not got. */
  deliver(): void {
    for (const endpoint of endpointsWaiting(this.announcer)) {
      const event = nextFor(this.announcer, endpoint);
      if (event === undefined || this.sendings.has(endpoint)) continue;
      const scope = new CancellationScope({ cancellable: true });
      this.sendings.set(endpoint, { id: event.id, scope });
      void this.send(endpoint, event, scope);
    }
  }

  /** What is on its way is sent again by the next run, which begins with this one's queue. */
  async continueAsNew(): Promise<void> {
    for (const { scope } of this.sendings.values()) scope.cancel();
    await condition(() => this.sendings.size === 0);
    await continueAsNew<typeof announceStay>(this.announcer);
  }

  private async send(
    endpoint: string,
    event: QueuedEvent,
    scope: CancellationScope,
  ): Promise<void> {
    try {
      await scope.run(() => deliverOne(endpoint, this.announcer.reservationId, event));
    } catch (error) {
      // The next run sends it again, unless the queue was too full to keep it.
      const isKept = this.announcer.queue.some(({ id }) => id === event.id);
      if (isCancellation(error) && isKept) {
        this.sendings.delete(endpoint);
        return;
      }
      this.giveUp(endpoint, event.type);
    }
    this.announcer = withoutEvent(this.announcer, event.id, endpoint);
    this.sendings.delete(endpoint);
  }

  private isUnderWay(id: string, endpoint: string): boolean {
    return this.sendings.get(endpoint)?.id === id;
  }

  private giveUp(endpoint: string, event: QueuedEvent['type']): void {
    this.told += 1;
    tell({ of: 'given up', endpoint, event }, this.told);
  }
}

async function deliverOne(
  endpoint: string,
  reservationId: string,
  { to: _to, ...event }: QueuedEvent,
): Promise<void> {
  const left = Date.parse(event.since) + GIVEN_UP_AFTER_MS - Date.now();
  const { deliverEvent } = proxyActivities<DeliverySteps>({
    taskQueue: WEBHOOKS_TASK_QUEUE,
    startToCloseTimeout: ATTEMPT_MS,
    scheduleToCloseTimeout: Math.max(2 * ATTEMPT_MS, left),
    retry: { initialInterval: 5_000, backoffCoefficient: 2, maximumInterval: 3_600_000 },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary: `${event.type} to ${endpoint}`,
  });
  await deliverEvent({ endpoint, reservationId, event });
}
