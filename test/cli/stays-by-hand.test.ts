import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { ReservationInput } from '../../src/client/index.ts';
import { bookingOf, byHand, documentOf, inHours, listingsOf } from '../support/by-hand.ts';
import { callCli, type Ended, runCli, type Settings } from '../support/cli.ts';
import { CANAL_DOORS, GARDEN_DOORS } from '../support/house.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

const { call, put, statusOf } = byHand(() => house);

describe('a stay by hand', () => {
  it('is put, shown, changed and cancelled, and the doors follow', async () => {
    const booked = await put(bookingOf('hand-1'), '--json');
    expect(booked.code).toBe(0);
    expect(documentOf(booked)).toMatchObject({ outcome: 'applied' });
    expect(await statusOf('hand-1')).toMatchObject({
      reservationId: 'hand-1',
      listingId: 'ks-pin',
      recipe: 'salto-ks-pin',
      phase: 'open',
    });
    expect(await house.openDoorsFor('hand-1')).toBe(3);

    const later = inHours(48);
    const changed = await call('stay', 'change', 'hand-1', '--check-out', later, '--json');
    expect(changed.code).toBe(0);
    expect(documentOf(changed)).toMatchObject({ outcome: 'applied', closesAt: later });

    const cancelled = await call(
      'stay',
      'cancel',
      'hand-1',
      '--reason',
      'the guest is ill',
      '--json',
    );
    expect(cancelled.code).toBe(0);
    expect(documentOf(cancelled)).toMatchObject({ outcome: 'applied' });
    expect(await house.openDoorsFor('hand-1')).toBe(0);

    await expect
      .poll(() => statusOf('hand-1'))
      .toMatchObject({
        phase: 'revoked',
        endedBy: 'cancellation',
        revokedAt: expect.any(String) as string,
      });
    const again = await call('stay', 'cancel', 'hand-1', '--json');
    expect(again.code).toBe(1);
    expect(documentOf(again)).toMatchObject({ outcome: 'too-late' });
  });

  it('is told to people as a timeline', async () => {
    expect((await put(bookingOf('hand-2'))).stdout).toMatch(
      /^✔ applied\n {2}opens {3}.* \+0[12]:00, 60 minutes ago\n {2}closes .*\n {2}zone {4}Europe\/Amsterdam$/,
    );
    const { stdout } = await call('stay', 'show', 'hand-2');
    expect(stdout).toContain('Stay hand-2 at ks-pin, salto-ks-pin; times in Europe/Amsterdam\n');
    expect(stdout).toContain('✔ granted  access user, membership, credential');
    expect(stdout).toMatch(/● closes {3}.* \+0[12]:00, in 24 hours/);
    expect(stdout).not.toMatch(/\dZ| UTC/);
    expect(stdout).toContain('○ proven');
    await call('stay', 'cancel', 'hand-2');
  });

  // Failure rows: 65
  it('has the PIN that opens the door, and tells it to nobody else', async () => {
    await put(bookingOf('hand-3'));
    const pin = await call('stay', 'pin', 'hand-3', '--json');
    const { acs_users: users, credentials } = await house.objects();
    const guest = users.find((user) => user.full_name === 'nl:hand-3 Ada Guest');
    const code = credentials.find(
      (credential) => credential.acs_user_id === guest?.acs_user_id,
    )?.code;
    expect(code).toMatch(/^\d{4,8}$/);
    expect(documentOf(pin)).toEqual({ accessMethod: 'code', code, state: 'issued' });
    expect((await call('stay', 'pin', 'hand-3')).stdout).toBe(code);
    const shown = await call('stay', 'show', 'hand-3', '--json');
    expect(shown.stdout).not.toContain(String(code));
    expect(shown.stdout).not.toContain('Ada');

    await call('stay', 'cancel', 'hand-3');
    expect((await call('stay', 'pin', 'hand-3')).code).toBe(1);
  });

  it('shows what the PIN quick start ends with: the code, the schedule, and the entrances by name', async () => {
    const booked = bookingOf('hand-7');
    await put(booked);
    expect((await call('stay', 'pin', 'hand-7')).stdout).toMatch(/^\d{4,8}$/);
    const status = await statusOf('hand-7');
    expect(status).toMatchObject({
      opensAt: booked.checkIn,
      closesAt: booked.checkOut,
      timeZone: 'Europe/Amsterdam',
    });
    expect(status.entrances?.map(({ name }) => name)).toEqual(CANAL_DOORS);
    expect(new Set(status.entrances?.map(({ id }) => id)).size).toBe(CANAL_DOORS.length);
    const { stdout } = await call('stay', 'show', 'hand-7');
    expect(stdout).toContain(`\n  entrances: ${CANAL_DOORS.join(', ')}\n`);

    await call('stay', 'change', 'hand-7', '--listing', 'ks-pin-garden');
    const moved = await statusOf('hand-7');
    expect(moved.entrances?.map(({ name }) => name)).toEqual(GARDEN_DOORS);
    await call('stay', 'cancel', 'hand-7');
    expect((await statusOf('hand-7')).entrances).toBeUndefined();
  });

  it('is shown without its entrances while Seam is away or has no usable settings, and says why', async () => {
    await put(bookingOf('hand-8'));
    const shown = (settings: Settings, ...options: readonly string[]): Promise<Ended> =>
      callCli(['stay', 'show', 'hand-8', ...options], { ...house.settings, ...settings });

    const away = await shown({ SEAM_ENDPOINT: 'http://127.0.0.1:9' }, '--json');
    expect(away.code).toBe(0);
    expect(documentOf(away)).toMatchObject({
      phase: 'open',
      notes: [expect.stringMatching(/^Seam did not tell which entrances .* "nightlatch doctor"/)],
    });
    expect(documentOf(away)).not.toHaveProperty('entrances');

    for (const [settings, why] of [
      [{ SEAM_API_KEY: '' }, 'SEAM_API_KEY is not set.'],
      [
        { SEAM_API_KEY: 'hunter2' },
        'SEAM_API_KEY must start with "seam_", have no spaces, and be an API key and no other token.',
      ],
      [{ SEAM_ENDPOINT: 'https://me:hunter2@seam.example' }, 'SEAM_ENDPOINT must be a web address'],
    ] as const) {
      const { code, stdout, stderr } = await shown(settings);
      expect(code).toBe(0);
      expect(stdout).toContain('● closes');
      expect(stdout).not.toContain('entrances');
      expect(stderr).toContain(`The entrances are not shown: ${why}`);
      expect(stderr).not.toContain('hunter2');
    }
    await call('stay', 'cancel', 'hand-8');
  });

  it('opens its doors again when it is told to look, after somebody removed its user', async () => {
    await put(bookingOf('look-1'));
    const { acs_users: users } = await house.objects();
    const guest = users.find((user) => user.full_name === 'nl:look-1 Ada Guest');
    await house.seam.deleteUser(guest?.acs_user_id ?? '', { deadline: Date.now() + 10_000 });
    expect(await house.openDoorsFor('look-1')).toBe(0);

    const checked = await call('stay', 'check', 'look-1', '--json');
    expect(checked.code).toBe(0);
    expect(documentOf(checked)).toMatchObject({ outcome: 'applied' });
    expect(await house.openDoorsFor('look-1')).toBe(3);

    await call('stay', 'cancel', 'look-1');
    const late = await call('stay', 'check', 'look-1');
    expect(late.code).toBe(1);
    expect(late.stdout).toMatch(/^✘ too-late: /);
  });

  it('is found by listing, phase and problem', async () => {
    await put(bookingOf('hand-4', { listingId: 'ks-pin-garden' }));
    const listed = async (...options: readonly string[]): Promise<unknown> =>
      documentOf(await call('stay', 'list', '--json', ...options));
    await expect
      .poll(() => listed('--listing', 'ks-pin-garden', '--phase', 'open'))
      .toMatchObject({
        stays: [{ reservationId: 'hand-4', listingId: 'ks-pin-garden', phase: 'open' }],
      });
    expect(await listed('--problem', 'any')).toEqual({ stays: [] });
    expect(
      (await call('stay', 'list', '--listing', 'ks-pin-garden', '--phase', 'open')).stdout,
    ).toMatch(/^reservation .*\nhand-4 {7}ks-pin-garden {2}open .* Europe\/Amsterdam$/);
    expect((await call('stay', 'list', '--listing', 'nowhere')).stdout).toBe('No such stays.');
    await call('stay', 'cancel', 'hand-4');
  });

  // Failure rows: 25, 37
  it('counts once for each command id, and takes the newest revision', async () => {
    await put(bookingOf('hand-5', { revision: 5 }));
    const stale = await call(
      'stay',
      'change',
      'hand-5',
      '--check-out',
      inHours(72),
      '--revision',
      '4',
      '--json',
    );
    expect(stale.code).toBe(0);
    expect(documentOf(stale)).toMatchObject({ outcome: 'superseded' });
    const options = [
      '--check-out',
      inHours(36),
      '--revision',
      '6',
      '--command-id',
      'move-1',
      '--json',
    ];
    const [first, second] = [
      await call('stay', 'change', 'hand-5', ...options),
      await call('stay', 'change', 'hand-5', ...options),
    ];
    expect(second).toEqual(first);
    expect(documentOf(first)).toMatchObject({ outcome: 'applied' });
    expect((await statusOf('hand-5')).revision).toBe(6);
    expect((await call('stay', 'retry', 'hand-5', '--json')).code).toBe(0);
    await call('stay', 'cancel', 'hand-5');
  });
});

describe('a stay that is cancelled badly', () => {
  it('shuts its doors under the command id of its put, whatever else is malformed', async () => {
    const sameId = ['--command-id', 'booking-6', '--json'];
    await put(bookingOf('hand-6'), ...sameId);
    expect(await house.openDoorsFor('hand-6')).toBe(3);
    const reason = ['--reason', 'x'.repeat(501), '--revision', 'new'];
    const cancelled = await call('stay', 'cancel', 'hand-6', ...reason, ...sameId);
    expect(documentOf(cancelled)).toMatchObject({ outcome: 'applied' });
    expect(cancelled.stderr).toBe('--revision is malformed and counts as not given.');
    expect(await house.openDoorsFor('hand-6')).toBe(0);
  });
});

describe('a stay that cannot be', () => {
  it.each<[string, Partial<ReservationInput>, string]>([
    ['an unknown listing', { listingId: 'nowhere' }, 'UnknownListing'],
    [
      'a check-out before its check-in',
      { checkIn: inHours(5), checkOut: inHours(4) },
      'CheckOutNotAfterCheckIn',
    ],
    ['a check-out in the past', { checkIn: inHours(-5), checkOut: inHours(-4) }, 'CheckOutPast'],
    ['no guest name', { guest: {} }, 'MissingGuestData'],
  ])('is refused for %s, and leaves nothing behind', async (_, more, type) => {
    const id = `refused-${type}`;
    const refused = await put(bookingOf(id, more), '--json');
    expect(refused.code).toBe(1);
    expect(documentOf(refused)).toMatchObject({
      outcome: 'refused',
      reason: expect.any(String) as string,
    });

    const shown = await call('stay', 'show', id, '--json');
    expect(shown.code).toBe(1);
    expect(documentOf(shown)).toMatchObject({
      error: { type: 'StayRefused', message: expect.stringContaining(type) as string },
    });
    const { acs_users: users } = await house.objects();
    expect(users.filter((user) => user.full_name.startsWith(id))).toEqual([]);
  });

  it('was never there', async () => {
    for (const words of [
      ['show', 'never'],
      ['cancel', 'never'],
      ['pin', 'never'],
      ['retry', 'never'],
      ['check', 'never'],
      ['hold', 'never'],
      ['release', 'never'],
      ['reissue', 'never'],
    ]) {
      const ended = await call('stay', ...words, '--json');
      expect(ended.code).toBe(3);
      expect(documentOf(ended)).toMatchObject({ error: { type: 'NoSuchStay' } });
    }
  });
});

describe('the doctor', () => {
  it('finds everything well in a house that works', async () => {
    await call('setup');
    const ended = await call('doctor', '--json');
    expect(documentOf(ended)).toMatchObject({ checks: expect.any(Array) as unknown[] });
    const { checks } = documentOf(ended) as { checks: readonly { name: string; ok: boolean }[] };
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual([
      'settings',
      'listings file',
      'payload keys',
      'gateway tokens',
      'certificate',
      'trusted proxies',
      'Seam webhook',
      'Temporal',
      'search attributes',
      'priorities',
      'workers (stays)',
      'workers (Seam steps)',
      'reconciler',
      'Seam',
      'access system Main Site',
      'access system Harbour Hotel',
      'access system Mill Lofts',
    ]);
    expect(ended.code).toBe(0);
  });

  it('names the access group and the entrance that a listing has wrong', async () => {
    const file = join(listingsOf(house), '..', 'wrong.json');
    const listing = {
      listingId: 'attic',
      recipe: 'salto-ks-pin',
      acsSystemId: '11111111-1111-1111-1111-111111111111',
      accessGroupIds: ['44444444-4444-4444-4444-000000000000'],
      timeZone: 'Europe/Amsterdam',
      checkInTime: '15:00',
      checkOutTime: '11:00',
    };
    const { accessGroupIds: _, ...doorless } = listing;
    const loft = {
      ...doorless,
      listingId: 'loft',
      recipe: 'latch-mobile',
      acsSystemId: '88888888-8888-8888-8888-888888888888',
      entranceIds: ['55555555-5555-5555-5555-000000000000', '55555555-5555-5555-5555-888888888882'],
    };
    await writeFile(file, JSON.stringify({ listings: [listing, loft] }));
    const { code, stdout } = await callCli(['doctor'], {
      ...house.settings,
      NIGHTLATCH_LISTINGS: file,
    });
    expect(stdout).toContain(
      'It has no access group 44444444-4444-4444-4444-000000000000 (listing attic).',
    );
    expect(stdout).toContain(
      'It has no entrance 55555555-5555-5555-5555-000000000000 (listing loft).',
    );
    expect(code).toBe(2);
  });

  it('tells the ids that a listings file needs, to somebody who has none yet', async () => {
    const { stdout } = await callCli(['doctor'], {
      ...house.settings,
      NIGHTLATCH_LISTINGS: '/nowhere.json',
    });
    expect(stdout).toContain('11111111-1111-1111-1111-111111111111  Main Site, salto_ks_site\n');
    expect(stdout).toMatch(/ {2}44444444-4444-4444-4444-333333333333 {2}access group \S/);
    expect(stdout).toContain('55555555-5555-5555-5555-888888888882  entrance Loft 1\n');
    expect(stdout).toContain(', a credential manager\n');
  });
});

describe('a Temporal that somebody named', () => {
  it('is not used for the sandbox while a worker lives its stays', async () => {
    for (const command of ['demo', 'dev']) {
      const ended = await runCli([command], house.settings);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain('A worker works on the stays in namespace');
      expect(ended.stderr).toContain('TEMPORAL_NAMESPACE');
    }
  });

  it('has no worker as soon as the last one on this machine has ended', async () => {
    await house.stopWorkers();
    const { code, stdout } = await call('doctor');
    expect(stdout).toContain('✘ workers (stays): No worker asks for tasks on nightlatch.');
    expect(stdout).toContain(
      '✘ workers (Seam steps): No worker asks for tasks on nightlatch-seam.',
    );
    expect(code).toBe(1);
  });
});
