import { startSandbox } from '../../sandbox/server.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';

import type { StartedSeam } from './seam-make.ts';

/** Starts a sandbox, and connects the port with its Salto KS site. */
export async function startSandboxAsSeam(): Promise<StartedSeam> {
  const apiKey = 'seam_sandbox_key';
  const sandbox = await startSandbox();
  return {
    url: sandbox.url,
    apiKey,
    seam: connectSeam({ apiKey, endpoint: sandbox.url }),
    systemId: '11111111-1111-1111-1111-111111111111',
    groupId: '44444444-4444-4444-4444-333333333333',
    mark: 'R-1',
    stop: () => sandbox.close(),
  };
}
