import { get } from 'node:http';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type HealthServer, serveHealth } from '../../src/worker/health-server.ts';

let server: HealthServer;

beforeEach(async () => {
  server = await serveHealth(0, {
    whyNotReady: async () => 'it does not poll',
    metrics: () => Promise.reject(new Error('no exporter')),
  });
});
afterEach(() => server.close());

/** What is answered to a path that is sent as it is, which `fetch` would not do. */
function answerTo(path: string): Promise<readonly [number | undefined, string]> {
  return new Promise((resolve, reject) => {
    const request = get(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        agent: false,
        signal: AbortSignal.timeout(5_000),
      },
      (answer) => {
        text(answer).then((body) => resolve([answer.statusCode, body]), reject);
      },
    );
    request.once('error', reject);
  });
}

describe('the health of a worker', () => {
  it.each([
    ['/healthz', 200, 'ok\n'],
    ['/healthz?from=a-probe', 200, 'ok\n'],
    ['/readyz', 503, 'not ready: it does not poll\n'],
    ['/metrics', 503, 'the metrics cannot be read\n'],
    ['/', 404, 'not found\n'],
  ])('is told at %s', async (path, status, body) => {
    expect(await answerTo(path)).toEqual([status, body]);
  });

  it.each(['//', '//healthz', 'http://', '/%', '*'])(
    'is still told after somebody asked for %s, whom no page belongs to',
    async (path) => {
      expect(await answerTo(path)).toEqual([404, 'not found\n']);
      expect(await answerTo('/healthz')).toEqual([200, 'ok\n']);
    },
  );
});
