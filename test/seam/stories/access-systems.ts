import { expect } from 'vitest';

import { connectSeam } from '../../../src/seam/seam-http.ts';
import { post } from '../seam-make.ts';

import { inTime, nobody, type Story } from './story.ts';

/** Access systems, and being let in at all. */
export const systemStories: readonly Story[] = [
  {
    part: 'systems',
    title: 'an access system is found by its id and in the list',
    async tell({ seam, systemId }) {
      const system = await seam.getSystem(systemId, inTime());
      expect(system).toMatchObject({ id: systemId, errors: [], warnings: [] });
      expect(await seam.listSystems(inTime())).toContainEqual(system);
    },
  },
  {
    part: 'systems',
    title: 'an access system that does not exist is rejected',
    async tell({ seam }) {
      await expect(seam.getSystem(nobody, inTime())).rejects.toMatchObject({
        kind: 'rejected',
        status: 404,
        seamType: 'acs_system_not_found',
      });
    },
  },
  {
    part: 'systems',
    title: 'a refusal carries a request id',
    async tell({ seam }) {
      await expect(seam.getSystem(nobody, inTime())).rejects.toMatchObject({
        requestId: expect.any(String) as string,
      });
    },
  },
  {
    part: 'systems',
    title: 'a key that nobody gave out is refused',
    async tell({ url, systemId }) {
      const stranger = connectSeam({ apiKey: 'seam_stranger', endpoint: url });
      await expect(stranger.getSystem(systemId, inTime())).rejects.toMatchObject({
        kind: 'key-refused',
        status: 401,
      });
    },
  },
  {
    part: 'systems',
    title: 'an access system says what Seam always says of one',
    async tell(made) {
      const { json } = await post(made, '/acs/systems/get', { acs_system_id: made.systemId });
      const always = ['is_credential_manager', 'location', 'errors', 'warnings'];
      expect(Object.keys(json['acs_system'] as object)).toEqual(expect.arrayContaining(always));
    },
  },
];
