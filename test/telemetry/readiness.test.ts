import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { connectSeam } from '../../src/seam/seam-http.ts';
import { type Readiness, readinessOf } from '../../src/telemetry/readiness.ts';
import { refusal } from '../seam/seam-answers.ts';
import { type ScriptedSeam, startScriptedSeam } from '../support/scripted-seam.ts';

let scripted: ScriptedSeam;
let readiness: Readiness;
let isPolling: boolean;
let listings: () => Promise<unknown>;

beforeEach(async () => {
  scripted = await startScriptedSeam();
  isPolling = true;
  listings = async () => new Map();
  readiness = readinessOf({
    isPolling: () => isPolling,
    seam: connectSeam({
      apiKey: 'seam_sandbox_key',
      endpoint: scripted.url,
      onAnswer: (answered) => readiness.noteAnswer(answered),
    }),
    listings: () => listings(),
    clock: Date.now,
  });
});
afterEach(() => scripted.stop());

const systems = { status: 200, json: { ok: true, acs_systems: [] } };

describe('a worker is ready', () => {
  it('once it polls, Seam took its key, and its listings can be read', async () => {
    expect(await readiness.whyNot()).toBe('Seam has not answered yet');
    scripted.answer(systems);
    await readiness.askSeam();
    expect(await readiness.whyNot()).toBeUndefined();
    isPolling = false;
    expect(await readiness.whyNot()).toBe('it does not poll its task queues');
  });

  it('not with a key that Seam refuses, until it takes it again', async () => {
    scripted.answer(refusal(401, 'unauthorized'), systems);
    await readiness.askSeam();
    expect(await readiness.whyNot()).toBe('Seam refuses the API key');
    await readiness.askSeam();
    expect(await readiness.whyNot()).toBeUndefined();
  });

  it('all through an outage of Seam, since no other worker would do better', async () => {
    scripted.answer(systems);
    await readiness.askSeam();
    readiness.noteAnswer({ outcome: 'unavailable' });
    readiness.noteAnswer({ outcome: 'rate-limited' });
    expect(await readiness.whyNot()).toBeUndefined();
  });

  it('not while Temporal does not answer, which nobody who polls it is told', async () => {
    scripted.answer(systems);
    await readiness.askSeam();
    readiness.noteTemporal(false);
    expect(await readiness.whyNot()).toBe('Temporal does not answer');
    readiness.noteTemporal(true);
    expect(await readiness.whyNot()).toBeUndefined();
  });

  it('not with a listings file that cannot be used', async () => {
    scripted.answer(systems);
    await readiness.askSeam();
    listings = () => Promise.reject(new Error('malformed'));
    expect(await readiness.whyNot()).toBe('the listings file cannot be used');
  });
});
