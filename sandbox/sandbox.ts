import { z } from 'zod';

import { answerWith } from './answers.ts';
import { controlRoutes } from './control.ts';
import type { Outcome, SandboxRequest } from './exchange.ts';
import { receive, refuse } from './intake.ts';
import { noteChange } from './lists-lag.ts';
import { nextUuid, randomStream } from './random.ts';
import { Refusal } from './refusal.ts';
import { route } from './route.ts';
import type { Workspace } from './workspace.ts';
import { keepWorkspaces } from './workspaces.ts';

/** Where the sandbox has its time from: milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** What a sandbox is made with. */
export interface SandboxOptions {
  /** Real time unless given. The sandbox sets no timers: what is due happens when it is called next. */
  readonly clock?: Clock;
  /** The same seed, keys and calls give the same ids and PINs. Random unless given. */
  readonly seed?: string;
}

/** Seam as this project knows it, without sockets. */
export interface Sandbox {
  /** Takes a request, to one of Seam's routes or under `/_sandbox/`, and says what becomes of it. */
  handle(request: SandboxRequest): Outcome;
  /** The API key that a request has; undefined if it has none, or one that was rotated. */
  apiKeyOf(request: SandboxRequest): string | undefined;
  /** The workspace of an API key, made at first use, with everything done that is due by now. */
  workspace(apiKey: string): Workspace;
}

const API_KEY = /^Bearer (seam_\S+)$/;

/** Makes a sandbox; `handle` is all that an HTTP server or a simulator needs of it. */
export function createSandbox({
  clock = Date,
  seed = crypto.randomUUID(),
}: SandboxOptions = {}): Sandbox {
  const workspaces = keepWorkspaces(() => clock.now(), seed);
  const strangers = randomStream(`${seed} strangers`);

  const reset = route('POST', '/_sandbox/reset', z.object({}), ({ workspace }) => {
    for (const held of workspace.held.splice(0)) held.abandon();
    workspaces.renew(workspace);
    return {};
  });
  const rotateKey = route(
    'POST',
    '/_sandbox/rotate-key',
    z.object({ api_key: z.string().regex(/^seam_\S+$/, 'begins with seam_') }),
    ({ workspace }, { api_key: apiKey }) => {
      workspaces.rotate(workspace, apiKey);
      return {};
    },
  );
  const control = new Map(
    [...controlRoutes, reset, rotateKey].map((each) => [`${each.verb} ${each.path}`, each]),
  );

  const handleControl = (workspace: Workspace, request: SandboxRequest): Outcome => {
    const { method, path, query = {}, body = {} } = request;
    const requestId = nextUuid(workspace.requestIds);
    try {
      const each = control.get(`${method} ${path}`);
      if (each === undefined)
        throw new Refusal(404, 'route_not_found', `No route ${method} ${path}`);
      if (each.verb !== 'GET') noteChange(workspace);
      const answer = each.perform({ workspace, url: path }, { query, body });
      return { kind: 'answer', answer: answerWith(requestId, 200, { ...answer, ok: true }) };
    } catch (error) {
      if (error instanceof Refusal) return refuse(requestId, error);
      throw error;
    }
  };

  const apiKeyOf = ({ authorization = '' }: SandboxRequest): string | undefined => {
    const apiKey = API_KEY.exec(authorization)?.[1];
    return apiKey === undefined || workspaces.isRotated(apiKey) ? undefined : apiKey;
  };

  return {
    workspace: (apiKey) => workspaces.of(apiKey),
    apiKeyOf,
    handle(request) {
      const apiKey = apiKeyOf(request);
      if (apiKey === undefined) {
        const message = request.authorization ? 'API Key not found' : 'No Authorization header';
        return refuse(nextUuid(strangers), new Refusal(401, 'unauthorized', message));
      }
      const workspace = workspaces.of(apiKey);
      const isControl = request.path.startsWith('/_sandbox/');
      return isControl ? handleControl(workspace, request) : receive(workspace, request);
    },
  };
}
