import openapiTypescript from 'openapi-typescript';
import { expect, it } from 'vitest';

import { createGateway } from '../../src/gateway/gateway.ts';
import { lonelyClient } from '../support/gateway-rig.ts';

it('a public generator makes of the document the types that the example has', async () => {
  const app = await createGateway({ stays: lonelyClient(), version: '1.0.0', tokens: undefined });
  const answer = await app.inject({ url: '/openapi.json', headers: { host: 'localhost' } });
  await app.close();
  const types = await openapiTypescript(answer.json());
  // Once a route has changed: npx vitest run --project unit test/examples --update
  await expect(types).toMatchFileSnapshot('../../examples/generated-client/nightlatch-api.ts');
});
