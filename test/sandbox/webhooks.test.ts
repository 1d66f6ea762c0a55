import { randomBytes } from 'node:crypto';

import { SeamWebhook } from '@seamapi/webhook';
import fastify from 'fastify';
import { afterEach, expect, it } from 'vitest';

import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

/** Somebody who takes events, and refuses the first so many. */
async function receiver(refused: number) {
  const taken: { readonly body: string; readonly headers: Record<string, string> }[] = [];
  const server = fastify();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.post('/', async (request, reply) => {
    taken.push({
      body: request.body as string,
      headers: request.headers as Record<string, string>,
    });
    return reply.code(taken.length > refused ? 204 : 500).send();
  });
  opened.push(server);
  return { url: await server.listen({ port: 0, host: '127.0.0.1' }), taken };
}

interface Asked {
  readonly acs_user: { readonly acs_user_id: string };
  readonly webhook: { readonly webhook_id: string; readonly secret: string };
}

async function ask(sandbox: RunningSandbox, path: string, body: object, key = 'seam_hooks') {
  const answer = await fetch(sandbox.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Asked;
}

const SITE = '11111111-1111-1111-1111-111111111111';

it('sends what happens in its workspace, signed as Seam does, and once more what is not taken', async () => {
  const sandbox = await startSandbox();
  opened.push(sandbox);
  const { url, taken } = await receiver(1);
  const made = async (key?: string): Promise<string> => {
    const wanted = { acs_system_id: SITE, full_name: 'Ada Guest' };
    return (await ask(sandbox, '/acs/users/create', wanted, key)).acs_user.acs_user_id;
  };
  const before = await made();
  await ask(sandbox, '/acs/users/delete', { acs_user_id: before });
  await ask(sandbox, '/_sandbox/webhooks', { url, secret: SECRET });
  const stranger = await made('seam_other');
  await ask(sandbox, '/acs/users/delete', { acs_user_id: stranger }, 'seam_other');
  const user = await made();
  await ask(sandbox, '/acs/users/delete', { acs_user_id: user });

  const deletions = () =>
    taken
      .map(({ body, headers }) => new SeamWebhook(SECRET).verify(body, headers))
      .filter(({ event_type: type }) => type === 'acs_user.deleted');
  await expect.poll(() => deletions().length).toBeGreaterThan(0);
  for (const event of deletions())
    expect(event).toMatchObject({ acs_user_id: user, acs_system_id: SITE });
  const ids = (): readonly string[] => taken.map(({ headers }) => headers['svix-id'] ?? '');
  await expect.poll(() => ids().length - new Set(ids()).size).toBe(1);
});

it('sends a webhook the types of events that it was made for, with the secret that it was given', async () => {
  const sandbox = await startSandbox();
  opened.push(sandbox);
  const { url, taken } = await receiver(0);
  const { webhook } = await ask(sandbox, '/webhooks/create', {
    url,
    event_types: ['acs_user.created'],
  });
  const change = { webhook_id: webhook.webhook_id, event_types: ['acs_user.deleted'] };
  await ask(sandbox, '/webhooks/update', change);
  const wanted = { acs_system_id: SITE, full_name: 'Ada Guest' };
  const { acs_user: user } = await ask(sandbox, '/acs/users/create', wanted);
  await ask(sandbox, '/acs/users/delete', { acs_user_id: user.acs_user_id });
  await expect.poll(() => taken.length).toBeGreaterThan(0);
  const [first] = taken;
  const event = new SeamWebhook(webhook.secret).verify(first?.body ?? '', first?.headers ?? {});
  expect([event.event_type, taken.length]).toEqual(['acs_user.deleted', 1]);

  await ask(sandbox, '/webhooks/delete', { webhook_id: webhook.webhook_id });
  const gone = await ask(sandbox, '/webhooks/update', change);
  expect(gone).toMatchObject({ error: { type: 'webhook_not_found' } });
});
