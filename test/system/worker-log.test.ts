import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { ownProgram, type Service, startService } from '../../src/cli/services/service.ts';
import { cancelStaySignal, changeStaySignal } from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';
import { inHours, until } from '../support/reconciling.ts';

let house: LiveHouse;
let worker: Service | undefined;

beforeAll(async () => {
  house = await startLiveHouse();
});
afterEach(() => worker?.stop());
afterAll(() => house.close());

/** A line of a worker's log, as it came. */
interface LogLine {
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Starts a worker as it is shipped; answers the log that it writes, which grows. */
async function startLogged(
  settings: Readonly<Record<string, string>>,
): Promise<readonly LogLine[]> {
  const log: LogLine[] = [];
  worker = await startService({
    name: 'The worker',
    ...ownProgram('src/cli/main', 'worker'),
    environment: { ...process.env, ...house.settings, ...settings },
    readyWithinMs: 60_000,
    onLine(text, stream) {
      if (stream !== 'stderr') return;
      log.push({ text, fields: JSON.parse(text) as LogLine['fields'] });
    },
  });
  return log;
}

/** Books a stay, and changes and cancels it by signals, of which nobody waits for the answer. */
async function bookChangeAndCancel(reservationId: string): Promise<void> {
  await house.stays.put({
    reservationId,
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
    checkIn: inHours(1),
    checkOut: inHours(24),
  });
  const stay = house.temporal.workflow.getHandle(stayWorkflowId(reservationId));
  await stay.signal(changeStaySignal, { checkOut: 'when Ada likes' });
  await stay.signal(changeStaySignal, { checkOut: inHours(48) });
  await stay.signal(cancelStaySignal, { reason: 'Ada has the flu' });
  await stay.result();
}

const answered = (log: readonly LogLine[]) =>
  told(log, 'A request was answered').filter(({ signal }) => signal !== undefined);

const told = (log: readonly LogLine[], message: string) =>
  log.map(({ fields }) => fields).filter(({ msg }) => msg === message);

describe('the log of a worker', () => {
  it('says what became of every step and request, also of a signal, and nothing of the guest', async () => {
    const log = await startLogged({});
    await bookChangeAndCancel('L-1');
    await until(async () => answered(log).length >= 3, 'three answers');
    const workflowId = stayWorkflowId('L-1');
    expect(answered(log)).toMatchObject([
      {
        reservationId: 'L-1',
        workflowId,
        signal: 'changeStay',
        outcome: 'refused',
        problem: 'MalformedPayload',
      },
      {
        workflowId,
        signal: 'changeStay',
        outcome: expect.stringMatching(/applied|superseded/) as string,
      },
      { workflowId, signal: 'cancelStay', outcome: 'applied' },
    ]);
    expect(told(log, 'A request was answered')).toContainEqual(
      expect.objectContaining({ reservationId: 'L-1', request: 'put', outcome: 'applied' }),
    );
    expect(told(log, 'A step is over')).toContainEqual(
      expect.objectContaining({ reservationId: 'L-1', step: 'issueCredential', outcome: 'done' }),
    );
    expect(told(log, 'A signal was not taken')).toMatchObject([
      { workflowId, signal: 'changeStay' },
    ]);
    expect(log.filter(({ text }) => /\bada\b|flu|likes/i.test(text))).toEqual([]);
  });

  it('says what the SDK does, where it is asked for that, and nothing of the guest', async () => {
    const log = await startLogged({ NIGHTLATCH_LOG_LEVEL: 'debug' });
    await bookChangeAndCancel('L-3');
    await until(async () => told(log, 'Workflow completed').length > 0, 'the end');
    expect(told(log, 'A request to Seam')).toContainEqual(
      expect.objectContaining({
        ...{ reservationId: 'L-3', workflowId: stayWorkflowId('L-3'), step: 'issueCredential' },
        ...{ attempt: 1, route: '/acs/credentials/create' },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      }),
    );
    expect(told(log, 'Worker state changed')).toContainEqual(
      expect.objectContaining({ state: 'RUNNING' }),
    );
    expect(log.filter(({ text }) => /\bada\b|flu|likes/i.test(text))).toEqual([]);
  });
});
