import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { requestsToSeam } from '../../src/telemetry/steps.ts';
import { refusal, wireUser } from '../seam/seam-answers.ts';
import { type ScriptedSeam, startScriptedSeam } from '../support/scripted-seam.ts';

const REQUEST_ID = 'c0ffee00-1111-2222-3333-444455556666';
const headers = { 'seam-request-id': REQUEST_ID };

let scripted: ScriptedSeam;
let seam: Seam;
let counted: object[];
let lines: (readonly [string, string, unknown])[];

beforeEach(async () => {
  scripted = await startScriptedSeam();
  [counted, lines] = [[], []];
  const log = (level: string) => (message: string, meta?: unknown) =>
    void lines.push([level, message, meta]);
  const onAnswer = requestsToSeam(
    {
      count: (_name, labels) => void counted.push(labels),
      record: () => undefined,
      set: () => undefined,
    },
    {
      ...{ debug: log('debug'), info: log('info'), warn: log('warn') },
      ...{ trace: log('trace'), error: log('error'), log: () => undefined },
    },
  );
  seam = connectSeam({ apiKey: 'seam_sandbox_key', endpoint: scripted.url, onAnswer });
});
afterEach(() => scripted.stop());

const call = () => ({ deadline: Date.now() + 60_000 });

describe('a request to Seam', () => {
  it('is counted, and logged with the id by which Seam’s people find it', async () => {
    scripted.answer({ headers, json: { ok: true, acs_user: wireUser() } });
    await seam.getUser('user-1', call());
    expect(counted).toEqual([{ route: '/acs/users/get', outcome: 'answered' }]);
    expect(lines).toMatchObject([
      ['debug', 'A request to Seam', { route: '/acs/users/get', requestId: REQUEST_ID }],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Ada|user-1/);
  });

  it('is counted by why it was refused, and the more of a trouble the louder', async () => {
    scripted.answer(
      { ...(refusal(400, 'invalid_input') as object), headers },
      refusal(401, 'unauthorized'),
      'reset',
    );
    for (let request = 0; request < 3; request += 1)
      await seam.getUser('user-1', call()).catch(() => undefined);
    await seam.getUser('user-1', { deadline: 0 }).catch(() => undefined);
    expect(lines.map(([level, , meta]) => [level, meta])).toMatchObject([
      ['info', { outcome: 'rejected', seamType: 'invalid_input', requestId: REQUEST_ID }],
      ['warn', { outcome: 'key-refused', status: 401 }],
      ['warn', { outcome: 'unavailable' }],
      ['debug', { outcome: 'not-sent' }],
    ]);
    expect(counted).toHaveLength(4);
  });
});
