import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { wants } from '../../src/webhooks/endpoint.ts';
import {
  endpointsFrom,
  loadEndpoints,
  WebhooksFileError,
} from '../../src/webhooks/webhooks-file.ts';

const secretOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`;
const PMS = {
  name: 'pms',
  url: 'https://pms.example/hook',
  secretFiles: ['pms.secret'],
  events: ['*'],
};

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-webhooks-'));
  path = join(folder, 'webhooks.json');
  await writeFile(join(folder, 'pms.secret'), `${secretOf('a')}\n`);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = (endpoints: readonly unknown[]) => writeFile(path, JSON.stringify({ endpoints }));

async function faultOf(endpoints: readonly unknown[]): Promise<string> {
  await write(endpoints);
  const error: unknown = await loadEndpoints(path).catch((thrown: unknown) => thrown);
  if (!(error instanceof WebhooksFileError)) throw new Error('it was taken', { cause: error });
  return error.message;
}

describe('the webhooks file', () => {
  it('names receivers, with secrets that lie beside it', async () => {
    await write([PMS]);
    const [endpoint] = await loadEndpoints(path);
    expect(endpoint).toEqual({
      ...{ name: 'pms', url: 'https://pms.example/hook', events: ['*'] },
      ...{ allowPrivate: false, secrets: [secretOf('a')] },
    });
  });

  it('is refused with the place and the rule', async () => {
    const faults: readonly (readonly [object, string])[] = [
      [{ url: 'http://pms.example/' }, 'endpoints[0].url: must begin with https://'],
      [{ url: 'https://a:b@pms.example/' }, 'endpoints[0].url: must be a web address'],
      [{ url: 'ftp://pms.example/' }, 'endpoints[0].url: must be a web address'],
      [{ name: 'my pms' }, 'endpoints[0].name: must be 1 to 64'],
      [{ secretFiles: [] }, 'endpoints[0].secretFiles: must name one file'],
      [{ secretFiles: ['a', 'b', 'c'] }, 'endpoints[0].secretFiles: must name one file'],
      [{ events: ['stay.flooded'] }, 'endpoints[0].events[0]: is not the type of an event'],
      [{ evnts: [] }, 'endpoints[0]: has unknown fields evnts'],
    ];
    for (const [fields, fault] of faults)
      expect(await faultOf([{ ...PMS, ...fields }])).toContain(fault);
    expect(await faultOf([PMS, PMS])).toContain('pms is named twice');
  });

  it('may name one in the own network, without TLS, if it says so', async () => {
    await write([{ ...PMS, url: 'http://10.0.0.5:8080/hook', allowPrivate: true }]);
    expect(await loadEndpoints(path)).toMatchObject([{ allowPrivate: true }]);
  });

  it('quotes neither a secret nor what stands in its place', async () => {
    for (const wrong of ['whsec_dG9vIHNob3J0', 'hunter2-hunter2-hunter2-hunter2', '']) {
      await writeFile(join(folder, 'pms.secret'), wrong);
      const fault = await faultOf([PMS]);
      expect(fault).toMatch(/^The secret file .*pms\.secret has no secret of a webhook$/);
    }
    expect(await faultOf([{ ...PMS, secretFiles: ['no.secret'] }])).toContain('cannot be read');
  });

  it('is read again when it, or a secret of it, has changed', async () => {
    await write([PMS]);
    const endpoints = endpointsFrom(path);
    expect(await endpoints()).toBe(await endpoints());
    await writeFile(join(folder, 'pms.secret'), secretOf('b'));
    expect(await endpoints()).toMatchObject([{ secrets: [secretOf('b')] }]);
    await write([{ ...PMS, name: 'crm' }]);
    expect(await endpoints()).toMatchObject([{ name: 'crm' }]);
    await writeFile(path, '{');
    await expect(endpoints()).rejects.toThrow(WebhooksFileError);
    await write([PMS]);
    expect(await endpoints()).toMatchObject([{ name: 'pms' }]);
  });

  it('says which events a receiver gets', () => {
    expect(wants({ events: ['*'] }, 'stay.granted')).toBe(true);
    expect(wants({ events: ['stay.granted'] }, 'stay.granted')).toBe(true);
    expect(wants({ events: ['stay.granted'] }, 'stay.revoked')).toBe(false);
    expect(wants({ events: ['stay.granted'] }, 'nightlatch.test')).toBe(true);
  });
});
