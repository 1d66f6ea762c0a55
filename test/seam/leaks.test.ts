import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SeamError } from '../../src/seam/errors.ts';
import type { Call, Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { type Answer, type ScriptedSeam, startScriptedSeam } from '../support/scripted-seam.ts';

import { lastPage, wireCredential, wireUser } from './seam-answers.ts';

/** Values that must never be seen outside a request. Each is unlike anything else in an error. */
const secrets = {
  apiKey: 'seam_canarykey_zqx',
  pin: '90817264',
  email: 'canary.mail@example.com',
  phone: '+15555550199',
  name: 'Canaria Feather',
} as const;

const all = Object.values(secrets).join(' ');
const everywhere = {
  'seam-request-id': all.replaceAll(' ', '-'),
  'retry-after': all,
  'x-echo': all,
};

/** Answers of a server, or of something between, that repeats what it was sent. */
const hostile: readonly (readonly [string, Answer])[] = [
  ['a proxy’s page', { status: 503, text: `<html>${all}</html>`, headers: everywhere }],
  [
    'a refusal that echoes the input',
    { status: 400, json: echo('invalid_input'), headers: everywhere },
  ],
  [
    'a refusal whose type is the key',
    { status: 400, json: echo(secrets.apiKey), headers: everywhere },
  ],
  [
    'a refusal whose type is the PIN',
    { status: 409, json: echo(secrets.pin), headers: everywhere },
  ],
  [
    'a refusal whose type is the name',
    { status: 404, json: echo(secrets.name), headers: everywhere },
  ],
  ['a refused key', { status: 401, json: echo('unauthorized'), headers: everywhere }],
  ['a request to slow down', { status: 429, json: echo('slow'), headers: everywhere }],
  ['an inner error', { status: 500, json: echo('internal_server_error'), headers: everywhere }],
  ['a page instead of JSON', { text: all, headers: everywhere }],
  ['an answer of another shape', { json: { [secrets.pin]: all, acs_user: { [all]: all } } }],
  ['an object that cannot be read', { json: unreadable(), headers: everywhere }],
  ['a redirect', { status: 302, text: all, headers: { location: `/?${encodeURIComponent(all)}` } }],
  ['a reset', 'reset'],
  ['a reset in the middle of the answer', 'reset-mid-body'],
  ['silence', 'silence'],
];

function echo(type: string): object {
  const fields = { full_name: { _errors: [all] }, [all]: { _errors: [all] } };
  return { error: { type, message: all, data: { all }, validation_errors: fields }, ok: false };
}

function unreadable(): object {
  const wrong = { created_at: all, errors: [{ error_code: { all } }], full_name: [all] };
  return {
    ok: all,
    acs_user: wireUser(wrong),
    acs_users: [wireUser(wrong)],
    acs_credential: wireCredential({ ...wrong, code: [secrets.pin] }),
    user_identity: { email_address: secrets.email, ...wrong },
    user_identities: [{ email_address: secrets.email, ...wrong }],
    enrollment_automation: { ...wrong },
    pagination: { ...lastPage, has_next_page: all },
  };
}

const call: Call = { deadline: Number.POSITIVE_INFINITY };

let scripted: ScriptedSeam;

beforeEach(async () => {
  scripted = await startScriptedSeam();
});

afterEach(() => scripted.stop());

/** Every way in which somebody could put an error into a log. */
function printed(error: unknown): string {
  const { stack, message } = error as Error;
  const own = inspect(error, { depth: 10, showHidden: true, getters: true });
  return [stack, message, String(error), JSON.stringify(error), own].join('\n');
}

/** What of the secrets, or of the client library, can be seen in an error. */
function leaksOf(error: unknown): readonly string[] {
  const text = printed(error);
  const seen = [...Object.values(secrets), 'axios', 'Bearer'].filter((each) => text.includes(each));
  return error instanceof SeamError && !('cause' in error) ? seen : [...seen, 'a foreign error'];
}

function requestsWithSecrets(seam: Seam): readonly Promise<unknown>[] {
  const { name, email, phone, pin } = secrets;
  return [
    seam.createUser({ systemId: 'system-1', fullName: name, email, phone }, call),
    seam.createIdentity({ key: 'nightlatch:R-1', email, fullName: name, phone }, call),
    seam.createCredential({ userId: pin, method: 'code' }, call),
    seam.updateUser('user-1', { fullName: name }, call),
    seam.updateIdentity('identity-1', { email }, call),
    seam.findUsers({ search: name }, call),
    seam.findIdentities({ search: email }, call),
    seam.getSystem(pin, call),
    seam.listEnrollments(phone, call),
    seam.launchEnrollment({ identityId: phone, managerId: pin }, call),
  ];
}

function connect(requestTimeoutMs = 5_000): Seam {
  return connectSeam({ apiKey: secrets.apiKey, endpoint: scripted.url, requestTimeoutMs });
}

describe('nothing of a request or of its answer is in what is thrown', () => {
  // Failure rows: 10, 65
  it.each(hostile)('after %s', async (_name, answer) => {
    scripted.answer(answer);
    const seam = connect(answer === 'silence' ? 100 : 5_000);
    const results = await Promise.allSettled(requestsWithSecrets(seam));
    const thrown = results.filter((result) => result.status === 'rejected');
    const answers = results.filter((result) => result.status === 'fulfilled');
    expect(thrown.flatMap((result) => leaksOf(result.reason))).toEqual([]);
    // A hostile 404 can make the enrollment route look gone; nothing else is believed.
    expect(answers.filter(({ value }) => value !== 'route-gone')).toEqual([]);
    expect(thrown.length).toBeGreaterThan(0);
    expect(scripted.requests.length).toBeGreaterThan(0);
  });

  it('after a request that was not sent', async () => {
    const over: Call = { deadline: 0 };
    const asked = connect().createUser({ systemId: 'system-1', fullName: secrets.name }, over);
    expect(leaksOf(await asked.catch((thrown: unknown) => thrown))).toEqual([]);
  });

  it('nor is the key in the connection itself', () => {
    expect(inspect(connect(), { depth: 10, showHidden: true })).not.toContain(secrets.apiKey);
  });
});
