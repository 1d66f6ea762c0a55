import { describe, expect, it, type TestContext } from 'vitest';
import { z } from 'zod';

import { startSandbox } from '../../sandbox/server.ts';
import type { Switches } from '../../sandbox/switches.ts';
import { runScript, startScript } from '../support/script.ts';
import { startScriptedSeam } from '../support/scripted-seam.ts';

import type { Row } from './second-opinion/compare.ts';
import { openGate } from './second-opinion/gate.ts';
import { type Opinion, secondOpinion } from './second-opinion/opinion.ts';
import { paceOf } from './second-opinion/pace.ts';
import { reportOf } from './second-opinion/report.ts';

const KEY = 'seam_test_workspace';
const KS_SITE = '11111111-1111-1111-1111-111111111111';
const MARK = 'seam-story-abc123-';
const FAST = ['--rate', '100'];
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-/;
const NAMES = ['full_name', 'user_identity_key', 'email_address'];
const READS = /\/(get|list)[a-z_]*$/;

const ledger = z.object({
  requests: z.array(
    z.object({
      route: z.string(),
      parameters: z.record(z.string(), z.unknown()),
      is_held: z.boolean(),
    }),
  ),
});

/** The service that stories are told to: a sandbox whose workspace has a user and an identity of its staff. */
async function startService({ onTestFinished }: TestContext) {
  const running = await startSandbox();
  onTestFinished(() => running.close());
  const { url } = running;
  const send = async (route: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${KEY}` };
    const content = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${url}${route}`, { headers, ...content })).json();
  };
  await send('/acs/users/create', { acs_system_id: KS_SITE, full_name: '305 Night Porter' });
  await send('/user_identities/create', { user_identity_key: 'porter', full_name: 'Porter' });
  return {
    url,
    send,
    objects: () => send('/_sandbox/objects'),
    requests: async () => ledger.parse(await send('/_sandbox/requests')).requests,
    switches: (switches: Partial<Switches>) => send('/_sandbox/switches', switches),
    environment: { SEAM_API_KEY: KEY, SEAM_ENDPOINT: url },
  };
}

function tell(endpoint: string): Promise<Opinion> {
  const signal = new AbortController().signal;
  const withinMs = { telling: 60_000, removal: 30_000 };
  const rate = Number.POSITIVE_INFINITY;
  return secondOpinion({ apiKey: KEY, endpoint, rate, signal, withinMs, say: () => {} }, MARK);
}

const JOINS = 'a user joins an access group, and joins again without harm';
const SECOND_PIN = 'a Salto KS user is to have a chosen code, or a second one';

function rowOf(story: string, asked: string, sandbox: string, seam: string): Row {
  return { story, asked, sandbox, seam };
}

/** Whatever was made or changed has names, keys and e-mail addresses that begin with the mark. */
function expectOnlyMarks(requests: z.output<typeof ledger>['requests']): void {
  const changes = requests.filter(({ route }) => !READS.test(route));
  const names = changes.flatMap(({ parameters }) =>
    NAMES.flatMap((name) => parameters[name] ?? []),
  );
  expect(names.length).toBeGreaterThan(50);
  expect(names).toEqual(names.map(() => expect.stringMatching(new RegExp(`^${MARK}`))));
}

describe.concurrent('npm run seam-stories', () => {
  it('shows where the other service differs, and leaves its workspace as it was', async (test) => {
    const { url, objects, requests, switches } = await startService(test);
    await switches({
      duplicateIdentityStatus: 400,
      secondPin: 'refused',
      addExistingMemberIsError: true,
      enrollmentGone: true,
    });
    const [before, earlier] = [await objects(), (await requests()).length];
    const opinion = await tell(url);
    expect(await objects()).toEqual(before);
    expect(opinion.left).toEqual({ users: 0, identities: 0, onTheirWay: 0 });
    expectOnlyMarks((await requests()).slice(earlier));

    const member = 'acs_user_already_in_access_group';
    const exists = 'user_identity_already_exists';
    expect([...new Set(opinion.rows.map(({ story }) => story))]).toEqual([
      'a key that nobody gave out is refused',
      JOINS,
      'a key belongs to one identity',
      'an identity gets an e-mail that nobody else has, and a user that hung on another',
      'a phone is enrolled with the compatible credential manager',
      'a phone of nobody is not enrolled, and the route is not gone for that',
      SECOND_PIN,
      'an identity is to have the key, the e-mail or the phone number of another',
      'a phone is enrolled twice, and its identity removed',
      'a member joins again, leaves, and leaves again',
      'something is asked for that is not there',
    ]);
    expect(opinion.rows.filter(({ story }) => [JOINS, SECOND_PIN].includes(story))).toEqual([
      rowOf(JOINS, 'request 3, /acs/users/add_to_access_group', '200', `400 ${member}`),
      rowOf(
        ...[JOINS, 'the story', 'is told'],
        `is not told: Seam rejected /acs/users/add_to_access_group: ${member}`,
      ),
      rowOf(SECOND_PIN, 'one more', '200', '400 not_supported'),
      rowOf(SECOND_PIN, 'codes in the list', '2', '1'),
    ]);
    expect(opinion.silent.map(({ why }) => why.split(' ').at(-1))).toEqual([
      ...['brivo_account.', 'avigilon_alta_org.', 'kisi_organization.', 'pti_site.'],
    ]);

    const report = reportOf(opinion, new Date('2027-01-02'));
    expect(report).toContain(`the same key | 409 ${exists} | 400 ${exists} |`);
    for (const secret of [KEY, MARK, 'Porter', 'Ada', '@example', 'http:', UUID]) {
      expect(report).not.toMatch(secret);
    }
  });

  it('asks a workspace with real doors for nothing but what it is', async (test) => {
    const { url, switches, requests } = await startService(test);
    await switches({ isSandbox: false });
    const earlier = (await requests()).length;
    await expect(tell(url)).rejects.toThrow('not a sandbox one');
    const routes = (await requests()).slice(earlier).map(({ route }) => route);
    expect(routes).toEqual(['/workspaces/get']);
  });

  it('sends no change of what does not carry the mark', async (test) => {
    const { url, objects, requests, send } = await startService(test);
    const listed = z
      .object({ acs_users: z.tuple([z.object({ acs_user_id: z.string() })]) })
      .parse(await send('/acs/users/list', {}));
    const [{ acs_user_id }] = listed.acs_users;
    await using gate = await openGate({ target: url, mark: MARK, pace: paceOf(1_000) });
    const [before, earlier] = [await objects(), (await requests()).length];
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const through = (route: string, body: object) =>
      fetch(`${gate.url}${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await through('/acs/users/list', {});
    for (const [route, body] of [
      ['/acs/users/create', { acs_system_id: KS_SITE, full_name: 'Somebody' }],
      ['/acs/users/delete', { acs_user_id }],
      ['/acs/users/update', { acs_user_id, full_name: `${MARK}01` }],
      ['/acs/credentials/create', { acs_user_id, access_method: 'code' }],
      ['/user_identities/create', { full_name: `${MARK}01 Ada Guest` }],
      ['/workspaces/reset_sandbox', {}],
    ] as const) {
      await expect(through(route, body), route).rejects.toThrow('fetch failed');
    }
    expect((await requests()).slice(earlier).map(({ route }) => route)).toEqual([
      '/acs/users/list',
    ]);
    expect(await objects()).toEqual(before);
  });

  it('removes what it made when Ctrl-C comes in the middle', async (test) => {
    const { send, objects, requests, environment } = await startService(test);
    const before = await objects();
    await send('/_sandbox/hold', { route: '/acs/users/create', when: 'after', nth: 3 });
    const run = startScript('seam-stories', FAST, environment);
    const isHeld = async () => (await requests()).some(({ is_held: held }) => held);
    await expect.poll(isHeld, { interval: 20 }).toBe(true);
    expect(await objects()).not.toEqual(before);
    run.kill('SIGINT');
    run.kill('SIGINT');
    await run.says('Stopping');
    await send('/_sandbox/release', {});
    const { code, stdout, stderr } = await run.ended;
    expect(stderr).toContain('Nothing with the mark is left.');
    expect(stdout).toContain('The run was ended before.');
    expect(code).toBe(130);
    expect(await objects()).toEqual(before);
  });

  it('leaves at once when Ctrl-C comes again, and says how to remove what is left', async (test) => {
    const { send, objects, requests, environment } = await startService(test);
    const before = await objects();
    await send('/_sandbox/hold', { route: '/acs/users/create', when: 'after', nth: 1 });
    const run = startScript('seam-stories', FAST, environment);
    const isHeld = async () => (await requests()).some(({ is_held: held }) => held);
    await expect.poll(isHeld, { interval: 20 }).toBe(true);
    const again = setInterval(() => run.kill('SIGTERM'), 100);
    const { code, stderr } = await run.ended.finally(() => clearInterval(again));
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /Stopped at once\. .* "seam-story-[a-z0-9]{6}-" may be left: .* --clean/,
    );
    await send('/_sandbox/release', {});
    expect(await objects()).not.toEqual(before);
    const clean = await runScript('seam-stories', ['--clean', ...FAST], environment);
    expect(clean).toMatchObject({ code: 0, stdout: '' });
    expect(await objects()).toEqual(before);
  });
});

describe.concurrent('npm run seam-stories, on a bad day,', () => {
  it('says what a key is and where it comes from when there is none', async () => {
    const { code, stdout, stderr } = await runScript('seam-stories', []);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/SEAM_API_KEY is not set.*sandbox workspace/s);
  });

  it('says that the key is refused', async (test) => {
    const { url, send } = await startService(test);
    await send('/_sandbox/faults', { route: '*', outcome: '401' });
    await expect(tell(url)).rejects.toThrow('refused the key');
  });

  it('says that Seam cannot be reached', async () => {
    const seam = await startScriptedSeam();
    await seam.stop();
    await expect(tell(seam.url)).rejects.toThrow('could not be reached');
  });

  it('says that the workspace has no access system', async ({ onTestFinished }) => {
    const seam = await startScriptedSeam();
    onTestFinished(() => seam.stop());
    const ours = { json: { workspace: { is_sandbox: true }, ok: true } };
    seam.answer(ours, { json: { acs_systems: [], ok: true } });
    await expect(tell(seam.url)).rejects.toThrow('has no access system');
  });
});
