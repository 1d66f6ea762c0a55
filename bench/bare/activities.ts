import { SeamHttp } from '@seamapi/http';

const acs_system_id = '11111111-1111-1111-1111-111111111111';
const acs_access_group_id = '44444444-4444-4444-4444-333333333333';

/** The requests that Nightlatch sends for a PIN stay, with Seam's client as it comes. */
export function stepsAt(endpoint: string, apiKey: string) {
  const { acs } = new SeamHttp({ apiKey, endpoint });
  return {
    async plan(id: string): Promise<string> {
      return id;
    },
    async addUser(id: string, checkIn: number, checkOut: number): Promise<string> {
      const [starts_at, ends_at] = [checkIn, checkOut].map((at) => new Date(at).toISOString());
      await acs.systems.get({ acs_system_id });
      await acs.users.list({ acs_system_id, search: id });
      const access_schedule = { starts_at: starts_at as string, ends_at: ends_at as string };
      const full_name = `nl:${id} Ada Guest`;
      return (await acs.users.create({ acs_system_id, full_name, access_schedule })).acs_user_id;
    },
    async joinGroup(acs_user_id: string): Promise<void> {
      await acs.users.addToAccessGroup({ acs_user_id, acs_access_group_id });
    },
    async issuePin(acs_user_id: string): Promise<string> {
      const made = await acs.credentials.create({ acs_user_id, access_method: 'code' });
      return made.acs_credential_id;
    },
    async look(acs_user_id: string, acs_credential_id: string): Promise<void> {
      await Promise.all([
        acs.users.get({ acs_user_id }),
        acs.credentials.get({ acs_credential_id }),
        acs.accessGroups.list({ acs_user_id }),
        acs.users.listAccessibleEntrances({ acs_user_id }),
      ]);
    },
    async removeCredential(acs_credential_id: string): Promise<void> {
      await acs.credentials.delete({ acs_credential_id });
      await gone(acs.credentials.get({ acs_credential_id }));
    },
    async removeUser(acs_user_id: string): Promise<void> {
      await acs.users.delete({ acs_user_id });
      await gone(acs.users.get({ acs_user_id }));
    },
    async prove(id: string, acs_user_id: string, acs_credential_id: string): Promise<void> {
      await acs.users.list({ acs_system_id, search: id });
      await gone(acs.users.get({ acs_user_id }));
      await gone(acs.credentials.get({ acs_credential_id }));
      await acs.credentials.list({ acs_user_id });
    },
  };
}

function gone(asked: Promise<unknown>): Promise<unknown> {
  return asked.catch(() => undefined);
}
