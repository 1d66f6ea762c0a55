import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Service } from '../../src/cli/services/service.ts';
import { type Scope, SCOPES } from '../../src/gateway/scopes.ts';
import { newToken } from '../../src/gateway/tokens.ts';

import { type Settings, startCli } from './cli.ts';

/** A gateway process, and a booking backend that calls it with a token that may do everything but release. */
export interface OverHttp {
  readonly service: Service;
  readonly url: string;
  /** One for each scope. */
  readonly tokens: Readonly<Record<Scope, string>>;
  /** Asks once. */
  call(method: string, path: string, more?: Call): Promise<Answer>;
  /** The same again while the stay has not settled it, as a backend does that is answered 202. */
  settle(method: string, path: string, more?: Call): Promise<Answer>;
}

/** What else a request has. */
export interface Call {
  readonly json?: unknown;
  readonly key?: string;
  readonly as?: Scope;
}

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Readonly<Record<string, unknown>>;
}

const ASKED_AGAIN = 20;

/** Starts a gateway with a token for each scope, beside the listings file of these settings. */
export async function startOverHttp(settings: Settings): Promise<OverHttp> {
  const tokens = SCOPES.map((scope) => newToken(scope.replace(':', '-'), [scope]));
  const path = join(settings['NIGHTLATCH_LISTINGS'] ?? '', '..', 'tokens.json');
  await writeFile(path, JSON.stringify({ tokens: tokens.map(({ entry }) => entry) }));
  const service = await startCli(['gateway'], { ...settings, NIGHTLATCH_TOKENS: path });
  const [url = ''] = /http:\/\/[\w.:]+/.exec(service.readyLine) ?? [];
  const call = async (method: string, where: string, more: Call = {}): Promise<Answer> => {
    const scope = more.as ?? (method === 'GET' ? 'stays:read' : 'stays:write');
    const answer = await fetch(url + where, {
      method,
      headers: {
        authorization: `Bearer ${tokens[SCOPES.indexOf(scope)]?.token}`,
        ...(more.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
      },
      ...(more.json === undefined ? {} : { body: JSON.stringify(more.json) }),
    });
    const json = (await answer.json()) as Answer['json'];
    return { status: answer.status, headers: answer.headers, json };
  };
  const byScope = SCOPES.map((scope, nth) => [scope, tokens[nth]?.token ?? '']);
  return {
    service,
    url,
    tokens: Object.fromEntries(byScope) as Record<Scope, string>,
    call,
    async settle(method, where, more = {}) {
      const key = more.key ?? crypto.randomUUID();
      for (let nth = 1; ; nth += 1) {
        const answer = await call(method, where, { ...more, key });
        if (answer.status !== 202 || nth === ASKED_AGAIN) return answer;
      }
    },
  };
}
