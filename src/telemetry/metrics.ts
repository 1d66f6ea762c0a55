/** A metric: what it is called, what it says, and what it is told apart by. */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly unit?: 'seconds';
  readonly help: string;
  /** Names of its labels, and what their values are: a closed list each, that no stay makes longer. */
  readonly labels: Readonly<Record<string, string>>;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How late a door may be: what is good lies below 10 seconds, what is bad above a minute. */
const LATE = [1, 2, 5, 10, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY];
const QUEUED = [0.1, 0.5, 1, 2, 5, 10, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/** What a worker measures, by its name. `docs/metrics.md` is written from here. */
export const WORKER_METRICS = {
  nightlatch_ready_before_check_in_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'How long before check-in an access was first seen granted. Those that came later are not in it.',
    labels: {},
    buckets: [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY],
  },
  nightlatch_open_after_check_in_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'When a door was seen to be open for its guest, after check-in or after what was asked for later than that. Once in a stay.',
    labels: {},
    buckets: LATE,
  },
  nightlatch_shut_after_check_out_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'When the last PIN or key of a stay was gone, after check-out or after the cancellation. Where Seam keeps the window, the door was shut at check-out already.',
    labels: {},
    buckets: LATE,
  },
  nightlatch_first_proof_after_end_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'When everything of a stay was first seen gone, after check-out or after the cancellation.',
    labels: {},
    buckets: LATE,
  },
  nightlatch_second_proof_after_end_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'The same for the second proof, which is a quiet period later.',
    labels: {},
    buckets: LATE,
  },
  nightlatch_steps_total: {
    kind: 'counter',
    help: 'Steps of stays that are over, however many attempts they took.',
    labels: { step: 'the step', outcome: '`done`, `refused`, `failed` or `interrupted`' },
  },
  nightlatch_queue_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'How long an attempt of an activity waited in its queue until a worker took it.',
    labels: { queue: 'the task queue' },
    buckets: QUEUED,
  },
  nightlatch_verdicts_total: {
    kind: 'counter',
    help: 'Requests that were answered.',
    labels: {
      request:
        '`put`, `change`, `cancel`, `retry`, `check`, `reissue`, `hold`, `release`; `unread` if it could not be read',
      outcome: '`applied`, `superseded`, `refused` or `too-late`',
    },
  },
  nightlatch_problems_total: {
    kind: 'counter',
    help: 'Problems that came up in stays. Each look or step tells its own: one that comes and goes, or that two of them tell, is counted more than once.',
    labels: { problem: 'its type, as in operations.md' },
  },
  nightlatch_seam_requests_total: {
    kind: 'counter',
    help: 'Requests to Seam.',
    labels: {
      route: 'the route, such as `/acs/users/create`',
      outcome:
        '`answered`, `rejected` (also where something is not there, as every proof wants it), `key-refused`, `rate-limited`, `unavailable` (no usable answer) or `not-sent` (its time was over)',
    },
  },
  nightlatch_passes_total: {
    kind: 'counter',
    help: 'Passes of the reconciler that came to their end.',
    labels: { read: '`whole`, or `part` if some list of Seam could not be read' },
  },
  nightlatch_pass_found_total: {
    kind: 'counter',
    help: 'What the passes of the reconciler found.',
    labels: { what: '`orphans`, `woken`, `reported` or `unread`, as in reconciler.md' },
  },
  nightlatch_events_sent_total: {
    kind: 'counter',
    help: 'Attempts to send an event to an endpoint of the webhooks file, and events that were given up: after three days, or as the oldest of more than 500 of a stay.',
    labels: {
      endpoint: 'its name in the file',
      outcome: '`delivered`, `failed`, `gone` (it answered 410) or `given-up`',
    },
  },
  nightlatch_last_pass_timestamp_seconds: {
    kind: 'gauge',
    unit: 'seconds',
    help: 'When the last pass that this worker heard of ended, as Unix time. Take the highest of all workers.',
    labels: {},
  },
  nightlatch_open_stays: {
    kind: 'gauge',
    help: 'Stays whose workflow runs, as Temporal lists them. One worker looks, the others say 0: take the sum.',
    labels: { phase: 'of the stay', problem: 'its type; empty without one' },
  },
  nightlatch_doors_not_ready: {
    kind: 'gauge',
    help: 'Stays whose guest cannot get in although it is time, or nearly. One worker looks, the others say 0: take the sum.',
    labels: { due: '`now`: check-in has come; `soon`: it comes within 30 minutes' },
  },
  nightlatch_revocations_overdue: {
    kind: 'gauge',
    help: 'Stays whose access should be gone and is not proven gone. One worker looks, the others say 0: take the sum.',
    labels: {},
  },
  nightlatch_oldest_overdue_revocation_seconds: {
    kind: 'gauge',
    unit: 'seconds',
    help: 'For how long the oldest of them is overdue, since its check-out, or since it was first seen so. Take the highest.',
    labels: {},
  },
  nightlatch_stays_listed_timestamp_seconds: {
    kind: 'gauge',
    unit: 'seconds',
    help: 'When this worker last listed the stays, as Unix time. Take the highest.',
    labels: {},
  },
  nightlatch_worker_ready: {
    kind: 'gauge',
    help: '1 while the worker polls, Temporal answers, Seam takes its key, and the listings file can be read; else 0.',
    labels: {},
  },
} as const satisfies Record<string, Metric>;

/** What a gateway measures. */
export const GATEWAY_METRICS = {
  nightlatch_gateway_requests_total: {
    kind: 'counter',
    help: 'Requests that were answered.',
    labels: {
      method: 'of HTTP',
      route: 'as in api.md, such as `/stays/:id`; `none` if there is no such route',
      status: 'of HTTP',
    },
  },
  nightlatch_gateway_request_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'How long an answer took, from the headers of its request on. A change waits for its verdict, and a stream of events lasts as long as it is read.',
    labels: { method: 'of HTTP', route: 'as above' },
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, MINUTE],
  },
  nightlatch_gateway_problems_total: {
    kind: 'counter',
    help: 'Answers that were problems.',
    labels: { problem: 'its type, as in api.md' },
  },
} as const satisfies Record<string, Metric>;

/** Every metric of ours, whoever measures it. */
export const METRICS = { ...WORKER_METRICS, ...GATEWAY_METRICS };

/** The metrics of one who measures. */
type Table = Readonly<Record<string, Metric>>;
type Kind<T extends Table, K extends Metric['kind']> = {
  [N in keyof T]: T[N]['kind'] extends K ? N : never;
}[keyof T];

/** What is measured; every value goes to whoever serves it to Prometheus. */
export interface MeasuresOf<T extends Table> {
  count<N extends Kind<T, 'counter'>>(name: N, labels: LabelsOf<T, N>, more?: number): void;
  record<N extends Kind<T, 'histogram'>>(name: N, value: number, labels: LabelsOf<T, N>): void;
  set<N extends Kind<T, 'gauge'>>(name: N, value: number, labels: LabelsOf<T, N>): void;
}

/** A value for every label of a metric, and for nothing else. */
export type LabelsOf<T extends Table, N extends keyof T> = {
  readonly [L in keyof T[N]['labels']]: string;
};

export type HistogramName = Kind<typeof WORKER_METRICS, 'histogram'>;
