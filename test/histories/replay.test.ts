import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';

import { workflowBundle } from '../support/temporal.ts';

// `npm run record-histories` lives the stories anew. Once stays are in use, that mends nothing: where a
// history does not replay, the stays that sleep on yesterday's code do not go on either. Use `patched`.

/** An event as far as these tests look at it. */
interface HistoryEvent {
  readonly eventType: string;
  readonly activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}

interface StoredHistory {
  readonly events: HistoryEvent[];
}

const FILES = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'));

function textOf(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8');
}

/** A copy of its own for each test, since some change theirs. */
function read(file: string): StoredHistory {
  return JSON.parse(textOf(file)) as StoredHistory;
}

function stepsOf({ events }: StoredHistory): readonly string[] {
  return events.flatMap(activityOf).map(({ name }) => name);
}

function lastEventOf({ events }: StoredHistory): string | undefined {
  return events.at(-1)?.eventType.replace('EVENT_TYPE_WORKFLOW_EXECUTION_', '');
}

/** Runs today's code over a history; what it cannot follow is the error. */
async function replay(history: StoredHistory, workflowId: string): Promise<unknown> {
  const replays = Worker.runReplayHistories(
    { workflowBundle: workflowBundle() },
    (function* () {
      yield { workflowId, history };
    })(),
  );
  for await (const { error } of replays) return error;
  throw new Error('nothing was replayed');
}

const workflowIdOf = (file: string): string => `stay:${file.replace(/-\d+\.json$/, '')}`;

describe('a stay that began under the code of yesterday', () => {
  // Failure rows: 54
  it.each(FILES)('goes on under the code of today: %s', async (file) => {
    expect(await replay(read(file), workflowIdOf(file))).toBeUndefined();
  });

  // The negative control: a replay that would take anything proves nothing.
  it.each(FILES)('would not go on if a step of it were another: %s', async (file) => {
    const history = read(file);
    const step = history.events.flatMap(activityOf).at(-1);
    if (step === undefined) throw new Error(`${file} has no step`);
    step.name = 'issueCredential';
    expect(await replay(history, workflowIdOf(file))).toBeInstanceOf(DeterminismViolationError);
  });
});

describe('what is stored', () => {
  it('tells of a stay that was extended, moved, cancelled, continued and reopened', () => {
    expect(stepsOf(read('extended-1.json'))).toContain('moveWindow');
    expect(stepsOf(read('moved-1.json'))).toContain('leaveAccessGroups');
    expect(stepsOf(read('moved-1.json')).lastIndexOf('issueCredential')).toBeGreaterThan(
      stepsOf(read('moved-1.json')).indexOf('leaveAccessGroups'),
    );
    expect(lastEventOf(read('cancelled-1.json'))).toBe('COMPLETED');
    expect(lastEventOf(read('continued-1.json'))).toBe('CONTINUED_AS_NEW');
    expect(lastEventOf(read('continued-2.json'))).toBe('COMPLETED');
    expect(lastEventOf(read('reopened-1.json'))).toBe('COMPLETED');
    expect(stepsOf(read('reopened-2.json'))).toContain('issueCredential');
  });

  it.each(FILES)('tells nothing of a machine, a person or a key: %s', (file) => {
    const text = textOf(file);
    const payloads = [...text.matchAll(/"data":"([^"]*)"/g)].map(([, data]) =>
      Buffer.from(data ?? '', 'base64').toString(),
    );
    const all = [text, ...payloads].join('\n');
    expect(all).not.toMatch(/(?:^|[\s"'(])(?:file:\/\/)?\/[a-z]+\/[a-z]/m);
    expect(all).not.toMatch(/\bseam_[A-Za-z0-9]|127\.0\.0\.1|localhost|\d+@[a-z]/);
    const addresses = [...all.matchAll(/[\w.]+@([\w-]+\.[a-z]+)/g)].map(([, host]) => host);
    expect(addresses.filter((host) => host !== 'example.com')).toEqual([]);
  });
});

function activityOf({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent) {
  return scheduled === undefined ? [] : [scheduled.activityType];
}
