import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { pino } from 'pino';

import { readableLine } from '../../src/telemetry/log-line.ts';

import { ofAnswer, ofCommandLines, ofEnvironments, ofHistory, ofVisibility } from './collect.ts';

/** A place in which a secret can be left, and what is searched there when one was left. */
export interface Sink {
  readonly name: string;
  readonly plant: (secret: string) => Promise<Uint8Array> | Uint8Array;
}

type Event = NonNullable<NonNullable<Parameters<typeof ofHistory>[0]>['events']>[number];

const ENCODING = Buffer.from('json/plain');
const payload = (secret: string) => ({
  metadata: { encoding: ENCODING },
  data: Buffer.from(JSON.stringify({ some: [`text, ${secret} and more`] })),
});
const payloads = (secret: string) => ({ payloads: [payload(secret)] });
const fields = (secret: string) => ({ some: payload(secret) });

/** A sink in a history: an event that carries the secret somewhere. */
function event(name: string, make: (secret: string) => Event): Sink {
  return { name, plant: (secret) => ofHistory({ events: [make(secret)] }) };
}

const HISTORY: readonly Sink[] = [
  event('an argument of a start', (secret) => ({
    workflowExecutionStartedEventAttributes: { input: payloads(secret) },
  })),
  event('a memo', (secret) => ({
    workflowExecutionStartedEventAttributes: { memo: { fields: fields(secret) } },
  })),
  event('a header', (secret) => ({
    workflowExecutionStartedEventAttributes: { header: { fields: fields(secret) } },
  })),
  event('the identity of a client', (secret) => ({
    workflowExecutionStartedEventAttributes: { identity: secret },
  })),
  event('a state that is carried over', (secret) => ({
    workflowExecutionContinuedAsNewEventAttributes: { input: payloads(secret) },
  })),
  event('a signal', (secret) => ({
    workflowExecutionSignaledEventAttributes: { input: payloads(secret) },
  })),
  event('the name of a signal', (secret) => ({
    workflowExecutionSignaledEventAttributes: { signalName: secret },
  })),
  event('an update', (secret) => ({
    workflowExecutionUpdateAcceptedEventAttributes: {
      acceptedRequest: { input: { args: payloads(secret) } },
    },
  })),
  event('the answer of an update', (secret) => ({
    workflowExecutionUpdateCompletedEventAttributes: { outcome: { success: payloads(secret) } },
  })),
  event('what a step is told', (secret) => ({
    activityTaskScheduledEventAttributes: { input: payloads(secret) },
  })),
  event('the id of a step', (secret) => ({
    activityTaskScheduledEventAttributes: { activityId: secret },
  })),
  event('what a step answers', (secret) => ({
    activityTaskCompletedEventAttributes: { result: payloads(secret) },
  })),
  event('the message of a failure', (secret) => ({
    activityTaskFailedEventAttributes: { failure: { message: secret } },
  })),
  event('the stack of a failure', (secret) => ({
    activityTaskFailedEventAttributes: { failure: { stackTrace: `at ${secret} (file.ts:1:1)` } },
  })),
  event('the cause of a failure', (secret) => ({
    activityTaskFailedEventAttributes: { failure: { cause: { message: secret } } },
  })),
  event('a heartbeat', (secret) => ({
    activityTaskTimedOutEventAttributes: {
      failure: { timeoutFailureInfo: { lastHeartbeatDetails: payloads(secret) } },
    },
  })),
  event('the summary of a step', (secret) => ({
    userMetadata: { summary: payload(secret) },
    activityTaskScheduledEventAttributes: {},
  })),
  event('the details of a timer', (secret) => ({
    userMetadata: { details: payload(secret) },
    timerStartedEventAttributes: {},
  })),
  event('a marker', (secret) => ({
    markerRecordedEventAttributes: { details: { some: payloads(secret) } },
  })),
  event('a search attribute', (secret) => ({
    upsertWorkflowSearchAttributesEventAttributes: {
      searchAttributes: { indexedFields: fields(secret) },
    },
  })),
  event('a result', (secret) => ({
    workflowExecutionCompletedEventAttributes: { result: payloads(secret) },
  })),
];

const VISIBILITY: readonly Sink[] = [
  {
    name: 'a workflow id in visibility',
    plant: (secret) => ofVisibility({ execution: { workflowId: secret, runId: 'run' } }),
  },
  {
    name: 'a memo in visibility',
    plant: (secret) => ofVisibility({ memo: { fields: fields(secret) } }),
  },
  {
    name: 'a search attribute in visibility',
    plant: (secret) => ofVisibility({ searchAttributes: { indexedFields: fields(secret) } }),
  },
];

/** A line of the log as our own logger makes it, for machines or for a terminal. */
function logged(facts: object, message: string, isReadable: boolean): Uint8Array {
  const lines: string[] = [];
  const out = pino({ level: 'debug', base: null }, { write: (line) => void lines.push(line) });
  out.debug(facts, message);
  return Buffer.from(lines.map((line) => (isReadable ? readableLine(line) : line)).join(''));
}

const LOGS: readonly Sink[] = [
  { name: 'a message in a log', plant: (secret) => logged({}, `is ${secret} there`, false) },
  { name: 'a field in a log', plant: (secret) => logged({ why: [secret] }, 'is told', false) },
  { name: 'a line on a terminal', plant: (secret) => logged({ why: secret }, 'is told', true) },
];

/** Starts a child that waits, looks at it, and ends it. */
async function child(
  look: (pid: number) => Uint8Array,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const code =
    'process.stdout.write("here"); process.stdin.resume().on("end", () => process.exit())';
  const own = spawn(process.execPath, ['-e', code, '--', ...args], { env: environment });
  await once(own.stdout, 'data');
  const seen = look(own.pid ?? 0);
  own.stdin.end();
  await once(own, 'close');
  return seen;
}

const METRICS: readonly Sink[] = [
  {
    name: 'a label of a metric',
    plant: (secret) => Buffer.from(`nightlatch_steps_total{step=${JSON.stringify(secret)}} 1\n`),
  },
];

const PROCESSES: readonly Sink[] = [
  {
    name: 'the command line of a child',
    plant: (secret) => child(ofCommandLines, [`--key=${secret}`], {}),
  },
  {
    name: 'the environment of a child',
    plant: (secret) => child(ofEnvironments, [], { SOME_KEY: secret }),
  },
];

const ANSWERS: readonly Sink[] = [
  { name: 'the body of an answer', plant: (secret) => ofAnswer(Response.json({ detail: secret })) },
  {
    name: 'a header of an answer',
    plant: (secret) => ofAnswer(new Response('', { headers: { 'x-some': secret } })),
  },
];

/** Every place that is searched. */
export const SINKS: readonly Sink[] = [
  ...HISTORY,
  ...VISIBILITY,
  ...LOGS,
  ...METRICS,
  // What other processes have is read as Linux has it.
  ...(process.platform === 'linux' ? PROCESSES : []),
  ...ANSWERS,
];
