import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

import { isApiKey } from '@seamapi/http';
import { describe, expect, it } from 'vitest';

import * as config from '../src/config.ts';

const refused = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof config.ConfigurationError)) throw error;
    return `${error.message}. ${error.next}`;
  }
  throw new Error('it was taken');
};

describe('the environment', () => {
  it('may be empty but for the Seam key', () => {
    expect(config.temporal({})).toMatchObject({ address: 'localhost:7233', namespace: 'default' });
    expect(config.listingsPath({})).toBe('listings.json');
    expect(config.quietPeriodMs({})).toBe(600_000);
    expect(config.seamRate({})).toBe(10);
    expect(config.logLevel({})).toBe('info');
    expect(config.payloadKeys({})).toBeUndefined();
    expect(config.seamWebhookSecret({})).toBeUndefined();
    expect(refused(() => config.seam({}))).toBe(
      'SEAM_API_KEY is not set. Set it, for example SEAM_API_KEY=seam_your_key.',
    );
  });

  it('counts an empty value as none', () => {
    const empty = {
      TEMPORAL_ADDRESS: '',
      TEMPORAL_API_KEY: '',
      NIGHTLATCH_LISTINGS: '',
      NIGHTLATCH_SEAM_RATE: '',
      NIGHTLATCH_PAYLOAD_KEYS: '',
    };
    expect(config.payloadKeys(empty)).toBeUndefined();
    expect(config.temporal(empty)).toMatchObject({ address: 'localhost:7233', connection: {} });
    expect(config.temporal(empty).connection.apiKey).toBeUndefined();
    expect(config.listingsPath(empty)).toBe('listings.json');
    expect(config.seamRate(empty)).toBe(10);
  });

  it('says where Temporal and Seam are', () => {
    const temporal = config.temporal({
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'stays',
    });
    expect(temporal).toMatchObject({
      address: 'temporal.example:7233',
      namespace: 'stays',
      connection: { address: 'temporal.example:7233' },
    });
    expect(
      config.seam({ SEAM_API_KEY: 'seam_a', SEAM_ENDPOINT: 'http://127.0.0.1:4000/' }),
    ).toEqual({
      apiKey: 'seam_a',
      endpoint: 'http://127.0.0.1:4000',
    });
  });

  it.each([
    ['TEMPORAL_ADDRESS', 'http://localhost:7233', () => config.temporal],
    ['TEMPORAL_ADDRESS', 'localhost', () => config.temporal],
    ['TEMPORAL_ADDRESS', 'localhost:99999', () => config.temporal],
    ['TEMPORAL_ADDRESS', 'localhost:0', () => config.temporal],
    // One of Temporal's two clients would read each of these as another place than the other does.
    ['TEMPORAL_ADDRESS', 'user@localhost:7233', () => config.temporal],
    ['TEMPORAL_ADDRESS', 'localhost#old:7233', () => config.temporal],
    ['TEMPORAL_ADDRESS', '127.1:7233', () => config.temporal],
    ['TEMPORAL_ADDRESS', '$TEMPORAL_HOST:7233', () => config.temporal],
    ['TEMPORAL_NAMESPACE', 'münchen', () => config.temporal],
    ['TEMPORAL_API_KEY', 'key\n', () => config.temporal],
    ['TEMPORAL_GRPC_META_TEAM', 'désk', () => config.temporal],
    ['TEMPORAL_GRPC_META_TEAM_BIN', 'desk', () => config.temporal],
    ['TEMPORAL_TLS_SERVER_CA_CERT_DATA', 'garbage', () => config.temporal],
    ['TEMPORAL_TLS', 'yes', () => config.temporal],
    ['TEMPORAL_TLS_CLIENT_CERT_PATH', '/nowhere/client.pem', () => config.temporal],
    ['TEMPORAL_PROFILE', 'no-such-profile', () => config.temporal],
    ['NIGHTLATCH_QUIET_PERIOD', '10 lightyears', () => config.quietPeriodMs],
    ['NIGHTLATCH_QUIET_PERIOD', '0 seconds', () => config.quietPeriodMs],
    ['NIGHTLATCH_QUIET_PERIOD', '3 days', () => config.quietPeriodMs],
    ['NIGHTLATCH_SEAM_RATE', 'fast', () => config.seamRate],
    ['NIGHTLATCH_LOG_LEVEL', 'loud', () => config.logLevel],
    ['NIGHTLATCH_LOG_LEVEL', 'INFO', () => config.logLevel],
    ['NIGHTLATCH_LOG_LEVEL', 'toString', () => config.logLevel],
    ['NIGHTLATCH_SEAM_RATE', '0', () => config.seamRate],
  ] as const)(
    'with %s=%s is refused in one line that names it and shows an example',
    (name, value, reader) => {
      const line = refused(() => reader()({ [name]: value }));
      expect(line.startsWith(`${name} `)).toBe(true);
      expect(line).toContain(`for example ${name}=`);
      expect(line).not.toContain('\n');
    },
  );

  it('says which rates can be set', () => {
    expect(refused(() => config.seamRate({ NIGHTLATCH_SEAM_RATE: '10000' }))).toContain(
      'must be a number of steps per second above 0 and below 10000',
    );
    expect(config.seamRate({ NIGHTLATCH_SEAM_RATE: '9999.5' })).toBe(9_999.5);
  });

  it('may give a client certificate, whose halves must be there and be what they are called', () => {
    const half = { TEMPORAL_TLS_CLIENT_CERT_DATA: rootCertificates[0] };
    const { privateKey } = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const whole = { ...half, TEMPORAL_TLS_CLIENT_KEY_DATA: privateKey };
    expect(config.temporal(whole).connection.tls).toHaveProperty('clientCertPair.crt');

    expect(refused(() => config.temporal(half))).toContain('TEMPORAL_TLS_CLIENT_KEY_PATH is not');
    for (const name of ['TEMPORAL_TLS_CLIENT_CERT_DATA', 'TEMPORAL_TLS_CLIENT_KEY_DATA']) {
      const line = refused(() => config.temporal({ ...whole, [name]: 'sesame' }));
      expect(line).toMatch(new RegExp(`^${name} must be an? .*PEM form`));
      expect(line).not.toContain('sesame');
    }
  });

  it('names the host that TLS expects, if it is another than the address says', () => {
    const tls = { TEMPORAL_TLS: 'true' };
    expect(config.temporal({ ...tls, TEMPORAL_TLS_SERVER_NAME: 'door.example' }).connection.tls) //
      .toMatchObject({ serverNameOverride: 'door.example' });
    for (const TEMPORAL_TLS_SERVER_NAME of ['door example', 'https://door.example', '..']) {
      expect(refused(() => config.temporal({ ...tls, TEMPORAL_TLS_SERVER_NAME }))) //
        .toMatch(/^TEMPORAL_TLS_SERVER_NAME must be/);
    }
  });

  it('never repeats a key that it cannot use', () => {
    const line = refused(() => config.seam({ SEAM_API_KEY: 'seam_ secret' }));
    expect(line).toContain('SEAM_API_KEY must start with');
    expect(line).not.toContain('secret');
  });

  it('takes the keys that the client of Seam takes, and none of its other tokens', () => {
    const words = ['seam_a', 'seam_test_1', 'seam_cst_a', 'seam_pk_a', 'seam_at_a', 'eya', 'a'];
    const isTaken = (word: string): boolean => {
      try {
        return config.seam({ SEAM_API_KEY: word }).apiKey === word;
      } catch {
        return false;
      }
    };
    expect(words.filter(isTaken)).toEqual(words.filter(isApiKey));
  });

  it.each([
    'seam',
    'https://',
    'https:seam.example',
    'ftp://seam.example',
    'https://ada:1@seam.example',
    // A route that is appended would become part of these.
    'https://seam.example?team=1',
    'https://seam.example#1',
    'https://seam.example ',
  ])('does not take %j for where Seam is', (endpoint) => {
    const take = (): unknown => config.seam({ SEAM_API_KEY: 'seam_a', SEAM_ENDPOINT: endpoint });
    expect(refused(take)).toContain('SEAM_ENDPOINT must be');
  });

  it('may name a Temporal server that runs already', () => {
    expect(config.namedTemporal({})).toBeUndefined();
    expect(config.namedTemporal({ TEMPORAL_ADDRESS: '127.0.0.1:7233' })?.address).toBe(
      '127.0.0.1:7233',
    );
  });
});

describe('the secret of Seam’s webhook', () => {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const inFile = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'nightlatch-secret-')), 'seam-webhook.secret');
    writeFileSync(path, text);
    return path;
  };

  it('is said as it is, or stands in a file', () => {
    expect(config.seamWebhookSecret({ SEAM_WEBHOOK_SECRET: secret })).toBe(secret);
    const path = inFile(`${secret}\n`);
    expect(config.seamWebhookSecret({ SEAM_WEBHOOK_SECRET_FILE: path })).toBe(secret);
  });

  it('is refused where it is none, and not repeated', () => {
    for (const wrong of ['whsec_short', secret.slice(6), `${secret} x`]) {
      const said = refused(() => config.seamWebhookSecret({ SEAM_WEBHOOK_SECRET: wrong }));
      expect(said).toMatch(/^SEAM_WEBHOOK_SECRET must be the secret/);
      expect(said).not.toContain(wrong);
    }
    for (const path of [inFile(''), inFile('whsec_short')]) {
      const said = refused(() => config.seamWebhookSecret({ SEAM_WEBHOOK_SECRET_FILE: path }));
      expect(said).toMatch(/^SEAM_WEBHOOK_SECRET_FILE names a file whose text must be/);
    }
    const gone = { SEAM_WEBHOOK_SECRET_FILE: '/nowhere/secret' };
    expect(refused(() => config.seamWebhookSecret(gone))).toMatch(/cannot be read/);
  });
});
