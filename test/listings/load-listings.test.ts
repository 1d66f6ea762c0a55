import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ListingsFileError, listingsFrom, loadListings } from '../../src/listings/load-listings.ts';

const flat = {
  listingId: '2222222-2222',
  recipe: 'salto-ks-pin',
  acsSystemId: '11111111-1111-1111-1111-111111111111',
  accessGroupIds: ['44444444-4444-4444-4444-333333333333', '44444444-4444-4444-4444-444444444444'],
  timeZone: 'Europe/Amsterdam',
  checkInTime: '15:00',
  checkOutTime: '11:00',
};
const entrance = '55555555-5555-5555-5555-555555555555';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-listings-'));
  path = join(folder, 'listings.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function faultOf(text: string): Promise<string> {
  await writeFile(path, text);
  const error = await loadListings(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ListingsFileError);
  return (error as Error).message.replace(path, 'listings.json');
}

const faultIn = (...listings: readonly object[]): Promise<string> =>
  faultOf(JSON.stringify({ listings }));

describe('the listings file', () => {
  it('gives every listing by its id', async () => {
    await writeFile(path, JSON.stringify({ listings: [flat, { ...flat, listingId: 'loft' }] }));
    const listings = await loadListings(path);
    expect([...listings.keys()]).toEqual(['2222222-2222', 'loft']);
    expect(listings.get('loft')).toEqual({
      ...flat,
      listingId: 'loft',
      entranceIds: [],
      opensBeforeMs: 0,
      closesAfterMs: 0,
    });
  });

  it('names doors by entrances where the recipe wants them', async () => {
    const { accessGroupIds: _, ...noGroups } = flat;
    const cabin = { ...noGroups, recipe: 'latch-mobile', entranceIds: [entrance] };
    await writeFile(path, JSON.stringify({ listings: [cabin] }));
    const listing = (await loadListings(path)).get(flat.listingId);
    expect(listing).toMatchObject({ accessGroupIds: [], entranceIds: [entrance] });
  });

  it('may say what people call a listing', async () => {
    const named = { ...flat, name: 'Canal house, second floor' };
    await writeFile(path, JSON.stringify({ listings: [named] }));
    expect((await loadListings(path)).get(flat.listingId)).toMatchObject({ recipe: flat.recipe });
    expect(await faultIn({ ...flat, name: 12 })).toContain('listings[0].name: must be a string');
  });

  it('takes an id in capital letters for the same id, as other tools print them', async () => {
    const capitals = ['ABCDEF00-0000-4000-8000-00000000000A'];
    await writeFile(path, JSON.stringify({ listings: [{ ...flat, accessGroupIds: capitals }] }));
    expect((await loadListings(path)).get(flat.listingId)?.accessGroupIds).toEqual([
      'abcdef00-0000-4000-8000-00000000000a',
    ]);
  });

  it.each(['salto-ks-pin', 'salto-space-mobile'])(
    'lets guests of %s in sooner and out later than booked',
    async (recipe) => {
      const withMargins = { ...flat, recipe, opensBefore: '30 minutes', closesAfter: '24 hours' };
      await writeFile(path, JSON.stringify({ listings: [withMargins] }));
      const listing = (await loadListings(path)).get(flat.listingId);
      expect(listing).toMatchObject({ opensBeforeMs: 1_800_000, closesAfterMs: 86_400_000 });
    },
  );

  it('may start with the mark that some editors write', async () => {
    await writeFile(path, `\uFEFF${JSON.stringify({ listings: [flat] })}`);
    expect((await loadListings(path)).size).toBe(1);
  });
});

describe('a listings file that cannot be used', () => {
  it('is said to be missing, with the variable that names it', async () => {
    const error: unknown = await loadListings(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: `There is no listings file at ${path}`,
      next: expect.stringContaining('NIGHTLATCH_LISTINGS') as string,
    });
  });

  it('is told from one that is there and cannot be read', async () => {
    await expect(loadListings(folder)).rejects.toMatchObject({
      message: `The listings file ${folder} cannot be read`,
      next: expect.stringContaining('NIGHTLATCH_LISTINGS') as string,
    });
  });

  it('is refused as well if it is nested deeper than anybody can follow', async () => {
    expect(await faultOf('['.repeat(200_000))).toContain('is not JSON');
  });

  it('points at the place where it stops being JSON', async () => {
    expect(await faultOf('{\n  "listings": [\n    { "listingId": 12, }\n  ]\n}')).toBe(
      'The listings file listings.json is not JSON at line 3, column 24: property name expected',
    );
  });

  it.each([
    ['a missing field', { ...flat, timeZone: undefined }, 'listings[0].timeZone: is missing'],
    ['a wrong type', { ...flat, checkInTime: 15 }, 'listings[0].checkInTime: must be a string'],
    [
      'an id that is none',
      { ...flat, acsSystemId: 'system' },
      'listings[0].acsSystemId: must be a UUID',
    ],
    [
      'a group id that is none',
      { ...flat, accessGroupIds: [entrance, 'group'] },
      'listings[0].accessGroupIds[1]: must be a UUID',
    ],
    [
      'no group',
      { ...flat, accessGroupIds: [] },
      'listings[0].accessGroupIds: must name at least one access group',
    ],
    [
      'a malformed listing id',
      { ...flat, listingId: 'a b' },
      'listings[0].listingId: must be 1 to 64',
    ],
    [
      'a zone that is none',
      { ...flat, timeZone: 'Europe/Gotham' },
      'listings[0].timeZone: must be an IANA time zone',
    ],
    [
      'an offset for a zone',
      { ...flat, timeZone: '+01:00' },
      'listings[0].timeZone: must be an IANA time zone',
    ],
    [
      'a house time that is none',
      { ...flat, checkOutTime: '24:00' },
      'listings[0].checkOutTime: must be a time of day',
    ],
    ['an unknown field', { ...flat, colour: 'red' }, 'listings[0]: has unknown fields colour'],
    [
      'an unknown recipe',
      { ...flat, recipe: 'salto-sk-pin' },
      'listings[0].recipe: "salto-sk-pin" is not a recipe; known are salto-ks-pin, salto-ks-mobile-enrolled, ' +
        'salto-ks-mobile, salto-space-mobile, latch-mobile',
    ],
    [
      'groups for a recipe that opens entrances',
      { ...flat, recipe: 'latch-mobile' },
      'listings[0].entranceIds: is missing; recipe latch-mobile finds its doors by it; ' +
        'listings[0].accessGroupIds: does not go with recipe latch-mobile, which uses entranceIds',
    ],
    [
      'a margin that is no duration',
      { ...flat, opensBefore: 'soon' },
      'listings[0].opensBefore: must be a duration of 24 hours at most, such as "30 minutes"',
    ],
    [
      'a margin that is another night',
      { ...flat, closesAfter: '25 hours' },
      'a longer margin would be a night that nobody booked',
    ],
  ])('names the path of %s', async (_, listing, fault) => {
    expect(await faultIn(listing)).toContain(fault);
  });

  it('does not list a bookable unit twice', async () => {
    expect(await faultIn(flat, { ...flat, listingId: 'loft' }, flat)).toContain(
      'listings[2].listingId: 2222222-2222 is listed twice',
    );
  });

  it('must be an object with listings, and nothing beside them', async () => {
    expect(await faultOf('[]')).toContain('the file: must be an object');
    expect(await faultOf('{}')).toContain('listings: is missing');
    expect(await faultOf('{"listings":[],"version":1}')).toContain(
      'the file: has unknown fields version',
    );
  });

  it('is described in a few sentences, however bad it is', async () => {
    const message = await faultIn(...Array.from({ length: 50 }, () => ({})));
    expect(message.split(';')).toHaveLength(5);
  });
});

describe('a listings file that is edited while workers run', () => {
  it('is read again once it has changed', async () => {
    await writeFile(path, JSON.stringify({ listings: [flat] }));
    const listings = listingsFrom(path);
    const first = await listings();
    expect(await listings()).toBe(first);

    await writeFile(path, JSON.stringify({ listings: [flat, { ...flat, listingId: 'loft' }] }));
    expect((await listings()).has('loft')).toBe(true);
  });

  it('is refused while it is broken, and good again when it is mended', async () => {
    await writeFile(path, JSON.stringify({ listings: [flat] }));
    const listings = listingsFrom(path);
    await listings();

    await writeFile(path, '{"listings": [');
    await expect(listings()).rejects.toBeInstanceOf(ListingsFileError);
    await rm(path);
    await expect(listings()).rejects.toBeInstanceOf(ListingsFileError);

    await writeFile(path, JSON.stringify({ listings: [flat] }));
    expect((await listings()).has(flat.listingId)).toBe(true);
  });
});
