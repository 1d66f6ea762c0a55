import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ownProgram, startService } from '../../../src/cli/services/service.ts';
import type { Environment } from '../../../src/config.ts';
import { type Scope, SCOPES } from '../../../src/gateway/scopes.ts';
import { newToken } from '../../../src/gateway/tokens.ts';

import { INSPECTED, inspectorIn, type Memory, memoryAt } from './memory.ts';
import { PERSONAL } from './requests.ts';

/** A gateway process that is watched while it is fuzzed. */
export interface FuzzedGateway {
  readonly url: string;
  readonly tokens: readonly Readonly<Record<Scope, string>>[];
  /** What it holds now, its garbage collected. */
  memory(): Promise<Memory>;
  /** How many lines of its log told of a guest. */
  personalLines(): number;
  /** How often its log gave which reason for a 503. */
  reasonsAway(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** A gateway answers 3,000 requests of one token in a minute. */
const TOKEN_SETS = 40;

/**
 * Starts a gateway with many tokens for each scope.
 *
 * @throws ChildFailed; the signal's reason
 */
export async function startFuzzedGateway(
  environment: Environment,
  signal: AbortSignal,
): Promise<FuzzedGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-fuzz-'));
  const path = join(folder, 'tokens.json');
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const sets = Array.from({ length: TOKEN_SETS }, (_, nth) =>
    SCOPES.map((scope) => newToken(`${scope.replace(':', '-')}-${nth}`, [scope])),
  );
  await writeFile(path, JSON.stringify({ tokens: sets.flat().map(({ entry }) => entry) }));
  let [personalLines, inspector] = [0, ''];
  const reasons = new Map<string, number>();
  const program = ownProgram('src/cli/main', 'gateway');
  const service = await startService({
    name: 'The gateway',
    command: program.command,
    args: [INSPECTED, ...program.args],
    environment: { ...environment, NIGHTLATCH_TOKENS: path },
    readyWithinMs: 60_000,
    signal,
    onLine: (line) => {
      inspector = inspectorIn(line) ?? inspector;
      if (line.includes(PERSONAL)) personalLines += 1;
      const why = line.includes('"status":503') && /"why":"(.*?)"/.exec(line)?.[1];
      if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
    },
  }).catch(async (error: unknown) => {
    await forget();
    throw error;
  });
  const byScope = (set: (typeof sets)[number]) =>
    Object.fromEntries(SCOPES.map((scope, nth) => [scope, set[nth]?.token]));
  return {
    url: /http:\/\/[\w.:]+/.exec(service.readyLine)?.[0] ?? '',
    tokens: sets.map((set) => byScope(set) as Record<Scope, string>),
    memory: () => memoryAt(inspector),
    personalLines: () => personalLines,
    reasonsAway: () => reasons,
    async stop() {
      await service.stop();
      await forget();
    },
  };
}
