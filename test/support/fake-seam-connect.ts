import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createFake } from '@seamapi/fake-seam-connect';

/** Seam's own fake, running. */
export interface RunningFake {
  readonly url: string;
  readonly address: string;
  readonly apiKey: string;
  readonly systemId: string;
  readonly groupId: string;
  stop(): Promise<void>;
}

/** Starts Seam's own fake on the loopback, with its seed and an access group, which has none. */
export async function startFakeSeamConnect(): Promise<RunningFake> {
  const fake = await createFake();
  const seed = await fake.seed();
  const group = fake.database.addAcsAccessGroup({
    acs_system_id: seed.visionline_acs_system_1,
    workspace_id: seed.seed_workspace_1,
    name: 'Canal House',
    external_type: 'salto_access_group',
  });
  // It hands the port to `listen` as it is, and has no other way to name the loopback.
  const loopback = { port: 0, host: '127.0.0.1' } as unknown as number;
  const { server } = (await fake.startServer({ port: loopback })) as { readonly server: Server };
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    address,
    apiKey: seed.seam_apikey1_token,
    systemId: seed.visionline_acs_system_1,
    groupId: group.acs_access_group_id,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => {
          stopped();
        });
        server.closeAllConnections();
      }),
  };
}
