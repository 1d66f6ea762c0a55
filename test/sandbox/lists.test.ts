import { describe, expect, it } from 'vitest';

import { CANAL_HOUSE, KS_SITE, openSandbox } from './sandbox-rig.ts';

describe('a list with pages', () => {
  it('gives each of 10,000 users once, page by page', async () => {
    const { seam, control } = await openSandbox();
    await control('seed-users', { count: 10_000 });
    const pages = seam.createPaginator(seam.acs.users.list({ acs_system_id: KS_SITE }));
    const ids = new Set<string>();
    let pageCount = 0;
    for await (const page of pages) {
      pageCount += 1;
      for (const user of page) ids.add(user.acs_user_id);
    }

    expect(pageCount).toBe(20);
    expect(ids.size).toBe(10_000);
    const site = await seam.acs.systems.get({ acs_system_id: KS_SITE });
    expect(site).toMatchObject({ acs_user_count: 10_000, errors: [], warnings: [] });
  });

  it('skips nobody when somebody of an earlier page is deleted meanwhile', async () => {
    const { seam, control } = await openSandbox();
    await control('seed-users', { count: 6 });
    const pages = seam.createPaginator(seam.acs.users.list({ limit: 3 }));
    const [first, { nextPageCursor }] = await pages.firstPage();
    await seam.acs.users.delete({ acs_user_id: first[0]?.acs_user_id ?? '' });
    const [second, last] = await pages.nextPage(nextPageCursor);

    expect(second.map((user) => user.full_name)).toEqual([
      'Resident 4',
      'Resident 5',
      'Resident 6',
    ]);
    expect(last).toMatchObject({ hasNextPage: false, nextPageCursor: null });
  });

  it('says where the next page is', async () => {
    const { seam, send, url } = await openSandbox();
    const first = await send('GET', '/acs/entrances/list?limit=1');
    expect(first.body).toMatchObject({ pagination: { has_next_page: true } });
    const next = /"next_page_url":"([^"]+)"/.exec(JSON.stringify(first.body))?.[1] ?? '';

    expect(next.startsWith(`${url}/acs/entrances/list?page_cursor=`)).toBe(true);
    const [, second] = await seam.acs.entrances.list();
    const reply = await send('GET', `${next.slice(url.length)}&limit=1`);
    expect(reply.body).toMatchObject({ acs_entrances: [second] });
  });

  it('leaves out what was made later than asked', async () => {
    const { seam, checkIn, goTo, hours } = await openSandbox();
    await checkIn('Ada Guest', 5, 6);
    goTo(1);
    await checkIn('Bob Guest', 5, 6);

    const early = await seam.acs.users.list({ created_before: hours(1) });
    expect(early.map((user) => user.full_name)).toEqual(['Ada Guest']);
  });
});

describe('a search for users', () => {
  const named = async (search: string) => {
    const { seam, checkIn } = await openSandbox();
    await checkIn('R-1 Ada Guest', 0, 1);
    await checkIn('R-10 Bob Guest', 0, 1);
    const users = await seam.acs.users.list({ acs_system_id: KS_SITE, search });
    return users.map((user) => user.full_name);
  };

  it('finds a part of the name, so that R-1 finds R-10 as well', async () => {
    expect(await named('r-1')).toEqual(['R-1 Ada Guest', 'R-10 Bob Guest']);
    expect(await named('R-10')).toEqual(['R-10 Bob Guest']);
    expect(await named('R-2')).toEqual([]);
  });

  it('goes by the name that a user has now, and by that of its identity', async () => {
    const { seam } = await openSandbox();
    const { user_identity_id } = await seam.userIdentities.create({ full_name: 'Ada Guest' });
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: KS_SITE,
      full_name: 'R-1',
      user_identity_id,
    });
    const found = async (search: string) => (await seam.acs.users.list({ search })).length;

    expect(await found('ada')).toBe(1);
    await seam.userIdentities.update({ user_identity_id, full_name: 'Ada Renamed' });
    expect(await found('guest')).toBe(0);
    await seam.acs.users.update({ acs_user_id, full_name: 'R-2' });
    expect(await found('R-1')).toBe(0);
    expect(await found('R-2')).toBe(1);
  });
});

describe('other lists', () => {
  it('of credentials go by user', async () => {
    const { seam, checkIn } = await openSandbox();
    const ada = await checkIn('Ada Guest', 0, 1);
    await checkIn('Bob Guest', 0, 1);

    const credentials = await seam.acs.credentials.list({ acs_user_id: ada.userId });
    expect(credentials).toMatchObject([{ code: ada.pin, acs_user_id: ada.userId }]);
    await expect(seam.acs.credentials.list({ acs_system_id: KS_SITE })).resolves.toHaveLength(2);
  });

  it('of access groups go by user, and of their users by group', async () => {
    const { seam, checkIn } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 1);

    await expect(seam.acs.accessGroups.list({ acs_user_id: userId })).resolves.toMatchObject([
      { acs_access_group_id: CANAL_HOUSE },
    ]);
    await expect(
      seam.acs.accessGroups.listUsers({ acs_access_group_id: CANAL_HOUSE }),
    ).resolves.toMatchObject([{ acs_user_id: userId }]);
    const entrances = await seam.acs.users.listAccessibleEntrances({ acs_user_id: userId });
    expect(entrances).toHaveLength(3);
  });

  it('of events tell what was made and what is gone since an instant', async () => {
    const { seam, checkIn, goTo, hours } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    goTo(1);
    await seam.acs.users.delete({ acs_user_id: userId });
    const types = async (since: string) =>
      (await seam.events.list({ since })).map((event) => event.event_type);

    expect(await types(hours(0))).toEqual([
      'acs_user.created',
      'acs_credential.deleted',
      'acs_user.deleted',
    ]);
    expect(await types(hours(1))).toEqual(['acs_credential.deleted', 'acs_user.deleted']);
  });
});

describe('an existing member of an access group', () => {
  it('is added again without a word, or refused, by switch', async () => {
    const { seam, control, checkIn } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 1);
    const membership = { acs_user_id: userId, acs_access_group_id: CANAL_HOUSE };
    await seam.acs.users.addToAccessGroup(membership);
    await expect(
      seam.acs.accessGroups.listUsers({ acs_access_group_id: CANAL_HOUSE }),
    ).resolves.toHaveLength(1);

    await control('switches', { addExistingMemberIsError: true });
    await expect(seam.acs.users.addToAccessGroup(membership)).rejects.toMatchObject({
      statusCode: 400,
      code: 'acs_user_already_in_access_group',
    });
  });
});
