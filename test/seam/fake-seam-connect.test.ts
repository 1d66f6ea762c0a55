import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { connectSeam } from '../../src/seam/seam-http.ts';
import { type RunningFake, startFakeSeamConnect } from '../support/fake-seam-connect.ts';

import { conformsToThePort } from './port.conformance.ts';
import { inTime, nobody } from './stories/story.ts';

conformsToThePort({
  name: '@seamapi/fake-seam-connect',
  serves: ['systems', 'users', 'suspension', 'memberships'],
  async start() {
    const fake = await startFakeSeamConnect();
    const seam = connectSeam({ apiKey: fake.apiKey, endpoint: fake.url });
    return { ...fake, seam, mark: 'R-1' };
  },
});

describe('what Seam’s own fake does not serve', () => {
  let fake: RunningFake;

  beforeEach(async () => {
    fake = await startFakeSeamConnect();
  });

  afterEach(() => fake.stop());

  // Failure rows: 14
  it('is no proof that anything is gone', async () => {
    const seam = connectSeam({ apiKey: fake.apiKey, endpoint: fake.url });
    for (const asked of [
      seam.getCredential(nobody, inTime()),
      seam.deleteCredential(nobody, inTime()),
      seam.findCredentials({ userId: nobody }, inTime()),
      seam.getIdentity({ id: nobody }, inTime()),
      seam.groupsOf(nobody, inTime()),
    ]) {
      await expect(asked).rejects.toMatchObject({ kind: 'unavailable', status: 404 });
    }
  });

  it('is, for the enrollment of phones, a route that is gone', async () => {
    const seam = connectSeam({ apiKey: fake.apiKey, endpoint: fake.url });
    const launch = { identityId: nobody, managerId: nobody };
    expect(await seam.launchEnrollment(launch, inTime())).toBe('route-gone');
  });

  it('is served to this machine only', () => {
    expect(fake.address).toBe('127.0.0.1');
  });
});
