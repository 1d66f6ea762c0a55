import { startSandbox } from '../../../sandbox/server.ts';
import { isSeamError } from '../../../src/seam/errors.ts';
import { connectSeam } from '../../../src/seam/seam-http.ts';

import type { Row } from './compare.ts';
import { type Gate, openGate } from './gate.ts';
import { paceOf } from './pace.ts';
import { removeOnce } from './removal.ts';
import { type Tale, tales } from './tales.ts';
import type { Seen } from './telling.ts';
import { findSites, type Site } from './workspace.ts';

/** A workspace, behind a gate. */
export interface Service {
  readonly apiKey: string;
  readonly gate: Gate;
  readonly sites: ReadonlyMap<string, Site>;
}

/** What was told, and where the two services are apart. */
export interface Told {
  readonly told: number;
  readonly rows: readonly Row[];
  /** Stories that could not be told there, and why. */
  readonly silent: readonly { readonly story: string; readonly why: string }[];
}

/**
 * Tells every story of the port, and puts every doubt, to a service and to a sandbox of its own, until
 * `signal` is aborted. Each has a mark of its own, which begins with `mark`.
 */
export async function tellAll(telling: {
  readonly service: Service;
  readonly mark: string;
  readonly signal: AbortSignal;
  say(line: string): void;
}): Promise<Told> {
  const { service, mark, signal, say } = telling;
  signal.addEventListener('abort', () => void service.gate.shut());
  const running = await startSandbox();
  const pace = paceOf(Number.POSITIVE_INFINITY);
  await using gate = await openGate({ target: running.url, mark, pace });
  try {
    const apiKey = 'seam_sandbox_key';
    const sites = await findSites(connectSeam({ apiKey, endpoint: gate.url }));
    const sandbox = { apiKey, gate, sites };
    const result = { told: 0, rows: new Array<Row>(), silent: new Array<Told['silent'][number]>() };
    for (const [at, tale] of tales.entries()) {
      const own = `${mark}${String(at + 1).padStart(2, '0')}`;
      let why = whySilent(tale, service, signal);
      if (why === undefined) {
        say(`${at + 1}/${tales.length} ${tale.title}`);
        const theirs = await seenAt(service, tale, own, signal);
        const ours = await seenAt(sandbox, tale, own, signal);
        // What was seen of a story that was ended in the middle says nothing.
        if (!signal.aborted) {
          result.rows.push(...tale.apart(ours, theirs));
          result.told += 1;
          continue;
        }
        why = ENDED;
      }
      result.silent.push({ story: tale.title, why });
    }
    return result;
  } finally {
    await running.close();
  }
}

const ENDED = 'The run was ended before.';

function whySilent({ at, needsGroup }: Tale, { sites }: Service, signal: AbortSignal) {
  if (signal.aborted) return ENDED;
  const site = sites.get(at);
  if (site === undefined) return `The workspace has no access system of type ${at}.`;
  if (needsGroup && site.groupId === undefined) return 'The access system has no access group.';
  return undefined;
}

/** Tells it at one service. Nothing is seen where there is no such system. */
async function seenAt(
  { apiKey, gate, sites }: Service,
  tale: Tale,
  mark: string,
  signal: AbortSignal,
): Promise<Seen> {
  const site = sites.get(tale.at);
  if (site === undefined) return new Map();
  const seam = connectSeam({ apiKey, endpoint: gate.url, requestTimeoutMs: 60_000 });
  const { systemId, groupId = '' } = site;
  const seen = await tale.see(
    { url: gate.url, apiKey, seam, systemId, groupId, mark, signal },
    gate,
  );
  const route = gate.trespass();
  if (route !== undefined) {
    throw new Error(
      `"${tale.title}" would have changed what is not its own, by ${route}: mend it.`,
    );
  }
  await removeOnce(seam, mark).catch((error: unknown) => {
    // The removal at the end has another gate and more time.
    if (!isSeamError(error)) throw error;
  });
  return seen;
}
