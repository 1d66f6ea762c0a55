import { readFile, writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { bookingOf, byHand, documentOf, inHours, listingsOf } from '../support/by-hand.ts';
import { CANAL_DOORS, CANAL_HOUSE, GARDEN_DOORS, GARDEN_HOUSE } from '../support/house.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

const { call, put, statusOf } = byHand(() => house);

/** Has access systems of these types refuse to suspend anybody. */
async function withoutSuspension(types: readonly string[]): Promise<void> {
  const { SEAM_ENDPOINT = '', SEAM_API_KEY = '' } = house.settings;
  const answer = await fetch(`${SEAM_ENDPOINT}/_sandbox/switches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SEAM_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ withoutSuspension: types }),
  });
  expect(answer.status).toBe(200);
}

const pinOf = async (id: string): Promise<string> => (await call('stay', 'pin', id)).stdout;

describe('a stay that is held by hand', () => {
  it('lets nobody in until it is released, and then with the same PIN', async () => {
    await put(bookingOf('held-1'));
    const pin = await pinOf('held-1');
    expect(await house.openDoorsFor('held-1')).toBe(3);

    const held = await call('stay', 'hold', 'held-1', '--reason', 'unpaid', '--json');
    expect(held.code).toBe(0);
    expect(documentOf(held)).toMatchObject({ outcome: 'applied' });
    expect(await house.openDoorsFor('held-1')).toBe(0);
    expect(await statusOf('held-1')).toMatchObject({
      phase: 'held',
      held: { since: expect.any(String) as string },
    });
    expect(await call('stay', 'pin', 'held-1')).toMatchObject({
      stdout: pin,
      stderr: expect.stringContaining('it opens nothing until the stay is released') as string,
    });
    const { stdout } = await call('stay', 'show', 'held-1');
    expect(stdout).toMatch(/✔ opens .*\n {2}● held {5}since .* \+0[12]:00, .*\n {2}○ closes/);
    const listed = async (): Promise<unknown> =>
      documentOf(await call('stay', 'list', '--phase', 'held', '--json'));
    await expect
      .poll(listed)
      .toMatchObject({ stays: [{ reservationId: 'held-1', phase: 'held' }] });

    const released = await call('stay', 'release', 'held-1', '--json');
    expect(released.code).toBe(0);
    expect(documentOf(released)).toMatchObject({ outcome: 'applied' });
    expect(await house.openDoorsFor('held-1')).toBe(3);
    expect(await pinOf('held-1')).toBe(pin);
    const status = await statusOf('held-1');
    expect(status.phase).toBe('open');
    expect(status.held).toBeUndefined();
    await call('stay', 'cancel', 'held-1');
  });

  it('has no PIN meanwhile where the access system cannot suspend, and a new one afterwards', async () => {
    await put(bookingOf('held-4'));
    const old = await pinOf('held-4');
    await withoutSuspension(['salto_ks_site']);
    expect((await call('stay', 'hold', 'held-4')).code).toBe(0);
    expect(await house.openDoorsFor('held-4')).toBe(0);
    const pin = await call('stay', 'pin', 'held-4', '--json');
    expect(pin.code).toBe(1);
    expect(documentOf(pin)).toMatchObject({
      error: {
        type: 'NoCredential',
        message: 'The stay for reservation held-4 is held, and has no credential.',
      },
    });

    expect((await call('stay', 'release', 'held-4')).code).toBe(0);
    await withoutSuspension([]);
    expect(await house.openDoorsFor('held-4')).toBe(3);
    expect(await pinOf('held-4')).not.toBe(old);
    await call('stay', 'cancel', 'held-4');
  });

  it('is held from the start, if its put says so', async () => {
    expect(await put(bookingOf('held-2', { hold: true }))).toMatchObject({ code: 0 });
    expect((await statusOf('held-2')).phase).toBe('held');
    expect(await house.openDoorsFor('held-2')).toBe(0);
    // A later put neither sets nor lifts a hold.
    await put(bookingOf('held-2', { checkOut: inHours(30) }));
    expect(await house.openDoorsFor('held-2')).toBe(0);

    expect((await call('stay', 'release', 'held-2')).code).toBe(0);
    expect(await house.openDoorsFor('held-2')).toBe(3);
    await put(bookingOf('held-2', { hold: true }));
    expect(await house.openDoorsFor('held-2')).toBe(3);
    await call('stay', 'cancel', 'held-2');
  });

  it('is held once for each command id', async () => {
    await put(bookingOf('held-3'));
    const hold = ['stay', 'hold', 'held-3', '--command-id', 'hold-1', '--json'];
    expect(documentOf(await call(...hold))).toMatchObject({ outcome: 'applied' });
    await call('stay', 'release', 'held-3');
    expect(documentOf(await call(...hold))).toMatchObject({ outcome: 'superseded' });
    expect(await house.openDoorsFor('held-3')).toBe(3);
    await call('stay', 'cancel', 'held-3');
  });
});

describe('a PIN that others know', () => {
  it('opens nothing any more once a new one is asked for', async () => {
    await put(bookingOf('reissue-1'));
    const old = await pinOf('reissue-1');
    const reissue = ['stay', 'reissue', 'reissue-1', '--command-id', 'lost-1', '--json'];
    const reissued = await call(...reissue);
    expect(reissued.code).toBe(0);
    expect(documentOf(reissued)).toMatchObject({ outcome: 'applied' });
    const pin = await pinOf('reissue-1');
    expect(pin).toMatch(/^\d{4,8}$/);
    expect(pin).not.toBe(old);
    const codes = async (): Promise<readonly (string | null)[]> =>
      (await house.objects()).credentials.map(({ code }) => code);
    expect(await codes()).toContain(pin);
    expect(await codes()).not.toContain(old);
    expect(await house.openDoorsFor('reissue-1')).toBe(3);

    // The same command once more is no other PIN; another one is.
    expect(documentOf(await call(...reissue))).toMatchObject({ outcome: 'applied' });
    expect(await pinOf('reissue-1')).toBe(pin);
    await call('stay', 'reissue', 'reissue-1', '--reason', 'once more');
    expect(await pinOf('reissue-1')).not.toBe(pin);
    await call('stay', 'cancel', 'reissue-1');
  });
});

describe('a stay that has ended', () => {
  it('takes no hold, no release and no reissue any more', async () => {
    await put(bookingOf('ended-1'));
    await call('stay', 'cancel', 'ended-1');
    for (const word of ['hold', 'release', 'reissue']) {
      const late = await call('stay', word, 'ended-1');
      expect(late.code).toBe(1);
      expect(late.stdout).toMatch(/^✘ too-late: /);
    }
    expect(await house.openDoorsFor('ended-1')).toBe(0);
  });
});

describe('a cancellation that overtook its put', () => {
  it('is remembered with its revision, and only a newer put opens the doors', async () => {
    const cancelled = await call('stay', 'cancel', 'early-1', '--revision', '4', '--json');
    expect(cancelled.code).toBe(0);
    expect(documentOf(cancelled)).toMatchObject({ outcome: 'applied' });
    const stale = await put(bookingOf('early-1', { revision: 3 }), '--json');
    expect(stale.code).toBe(0);
    expect(documentOf(stale)).toMatchObject({ outcome: 'superseded' });
    expect(await house.openDoorsFor('early-1')).toBe(0);
    const newer = await put(bookingOf('early-1', { revision: 5 }), '--json');
    expect(documentOf(newer)).toMatchObject({ outcome: 'applied' });
    expect(await house.openDoorsFor('early-1')).toBe(3);
    await call('stay', 'cancel', 'early-1');
  });

  it('is no such stay without a revision, and says that the put will open', async () => {
    const cancelled = await call('stay', 'cancel', 'early-2', '--json');
    expect(cancelled.code).toBe(3);
    expect(documentOf(cancelled)).toMatchObject({
      error: {
        type: 'NoSuchStay',
        message: expect.stringContaining('a put that comes later will open it') as string,
      },
    });
    await put(bookingOf('early-2'));
    expect(await house.openDoorsFor('early-2')).toBe(3);
    await call('stay', 'cancel', 'early-2');
  });
});

describe('a listing that was corrected in the listings file', () => {
  const annex = {
    listingId: 'annex',
    recipe: 'salto-ks-pin',
    acsSystemId: '11111111-1111-1111-1111-111111111111',
    accessGroupIds: [CANAL_HOUSE],
    timeZone: 'Europe/Amsterdam',
    checkInTime: '15:00',
    checkOutTime: '11:00',
  };

  async function write(listing: object): Promise<void> {
    const file = listingsOf(house);
    const { listings } = JSON.parse(await readFile(file, 'utf8')) as {
      readonly listings: readonly { readonly listingId: string }[];
    };
    const others = listings.filter(({ listingId }) => listingId !== annex.listingId);
    await writeFile(file, JSON.stringify({ listings: [...others, listing] }));
  }

  const entrancesOf = async (id: string): Promise<readonly string[] | undefined> =>
    (await statusOf(id)).entrances?.map(({ name }) => name);

  it('counts for all of its stays after one retry, and for those of no other listing', async () => {
    await write(annex);
    const ids = ['annex-1', 'annex-2', 'annex-3'];
    for (const id of ids) await put(bookingOf(id, { listingId: 'annex' }));
    await put(bookingOf('other-1'));
    await put(bookingOf('annex-gone', { listingId: 'annex' }));
    await call('stay', 'cancel', 'annex-gone');
    const listed = async (): Promise<string> =>
      (await call('stay', 'list', '--listing', 'annex', '--json')).stdout;
    // Visibility is a moment behind.
    await expect.poll(async () => (await listed()).match(/"open"/g)).toHaveLength(ids.length);

    await write({ ...annex, accessGroupIds: [GARDEN_HOUSE] });
    expect(await entrancesOf('annex-1')).toEqual(CANAL_DOORS);
    const retried = await call('stay', 'retry', '--listing', 'annex', '--json');
    expect(retried.code).toBe(0);
    const { listing, stays } = documentOf(retried) as {
      readonly listing: string;
      readonly stays: readonly { readonly reservationId: string }[];
    };
    expect(listing).toBe('annex');
    expect(stays.map(({ reservationId }) => reservationId).toSorted()).toEqual(ids);
    for (const stay of stays) expect(stay).toMatchObject({ verdict: { outcome: 'applied' } });
    expect(
      retried.stderr
        .split('\n')
        .map((line) => line.slice(0, 12))
        .toSorted(),
    ).toEqual([
      expect.stringMatching(/^1\/3 annex-\d/),
      expect.stringMatching(/^2\/3 annex-\d/),
      expect.stringMatching(/^3\/3 annex-\d/),
    ]);
    for (const id of ids) expect(await entrancesOf(id)).toEqual(GARDEN_DOORS);
    expect(await entrancesOf('other-1')).toEqual(CANAL_DOORS);

    expect((await call('stay', 'retry', '--listing', 'annex')).stdout).toBe('✔ 3 applied');
    expect((await call('stay', 'retry', '--listing', 'nowhere')).stdout).toBe(
      'No stay at nowhere is booked or lived.',
    );
  });

  it('is told by its exit code, if a stay refuses what the file now says', async () => {
    await write({ ...annex, recipe: 'salto-ks-mobile' });
    const retried = await call('stay', 'retry', '--listing', 'annex');
    expect(retried.code).toBe(1);
    expect(retried.stdout).toMatch(/^✘ 3 refused: annex-\d, annex-\d, annex-\d$/);
    expect(retried.stderr).toMatch(/^1\/3 annex-\d refused: /);
    expect(await entrancesOf('annex-1')).toEqual(GARDEN_DOORS);
    for (const id of ['annex-1', 'annex-2', 'annex-3', 'other-1']) await call('stay', 'cancel', id);
  });
});
