import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { callCli, type Ended, runCli, type Settings } from '../support/cli.ts';
import { listingsOfHouse } from '../support/house.ts';
import { ownNamespace } from '../support/own-namespace.ts';

let folder: string;
let good: Settings;
let bare: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-bad-input-'));
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const namespace = await ownNamespace(connection);
  bare = await ownNamespace(connection, { searchAttributes: false });
  await connection.close();
  good = {
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: namespace,
    SEAM_API_KEY: 'seam_a',
    SEAM_ENDPOINT: 'http://127.0.0.1:9',
    NIGHTLATCH_LISTINGS: await write('listings.json', { listings: listingsOfHouse() }),
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** One line that a person can act on, nothing on stdout, and no trace of our code. */
function expectOneLine({ stdout, stderr }: Ended, ...parts: readonly string[]): void {
  expect(stdout).toBe('');
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  for (const part of parts) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/\bat .*\.(ts|js):\d+/);
}

describe('a worker does not start, and says why in one line,', () => {
  it.each<[string, Settings, number, readonly string[]]>([
    [
      'without a Seam key',
      { SEAM_API_KEY: '' },
      2,
      ['SEAM_API_KEY is not set', 'SEAM_API_KEY=seam_'],
    ],
    [
      'with something else for a key',
      { SEAM_API_KEY: 'hunter2' },
      2,
      ['SEAM_API_KEY must start with'],
    ],
    [
      'with a malformed endpoint',
      { SEAM_ENDPOINT: 'seam' },
      2,
      ['SEAM_ENDPOINT must be', 'https://'],
    ],
    [
      'with a malformed quiet period',
      { NIGHTLATCH_QUIET_PERIOD: 'soon' },
      2,
      ['NIGHTLATCH_QUIET_PERIOD', "'10 minutes'"],
    ],
    [
      'with a malformed rate',
      { NIGHTLATCH_SEAM_RATE: '-1' },
      2,
      ['NIGHTLATCH_SEAM_RATE', 'NIGHTLATCH_SEAM_RATE=10'],
    ],
    [
      'with a log level that there is not',
      { NIGHTLATCH_LOG_LEVEL: 'loud' },
      2,
      ['NIGHTLATCH_LOG_LEVEL', 'debug, info, warn, error', 'NIGHTLATCH_LOG_LEVEL=info'],
    ],
    [
      'with a malformed address',
      { TEMPORAL_ADDRESS: 'here' },
      2,
      ['TEMPORAL_ADDRESS', 'localhost:7233'],
    ],
    [
      'without a listings file',
      { NIGHTLATCH_LISTINGS: '/nowhere.json' },
      2,
      ['no listings file at /nowhere.json', 'NIGHTLATCH_LISTINGS'],
    ],
    [
      'while Temporal is not there',
      { TEMPORAL_ADDRESS: '127.0.0.1:9' },
      4,
      ['cannot be reached at 127.0.0.1:9', 'TEMPORAL_ADDRESS'],
    ],
    [
      'in a namespace that is not there',
      { TEMPORAL_NAMESPACE: 'nowhere' },
      2,
      ['no namespace nowhere', 'TEMPORAL_NAMESPACE'],
    ],
  ])('%s', async (_, settings, code, parts) => {
    const ended = await callCli(['worker'], { ...good, ...settings });
    expectOneLine(ended, ...parts);
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toContain('hunter2');
  });

  it('with a listings file that is not JSON, at which place', async () => {
    const broken = await write('broken.json', '{\n  "listings": [,]\n}');
    const ended = await callCli(['worker'], { ...good, NIGHTLATCH_LISTINGS: broken });
    expectOneLine(ended, 'is not JSON at line 2, column 16: value expected');
    expect(ended.code).toBe(2);
  });

  it('with a listing of an unknown recipe, and names the path and the known ones', async () => {
    const odd = await write('odd.json', {
      listings: [{ ...listingsOfHouse()[0], recipe: 'salto-sk-pin' }],
    });
    const ended = await callCli(['worker'], { ...good, NIGHTLATCH_LISTINGS: odd });
    expectOneLine(ended, 'listings[0].recipe: "salto-sk-pin" is not a recipe', 'salto-ks-pin');
    expect(ended.code).toBe(2);
  });

  it('while the search attributes are not registered, which would wedge every stay', async () => {
    const unset = { ...good, TEMPORAL_NAMESPACE: bare };
    const ended = await callCli(['worker'], unset);
    expectOneLine(ended, 'lacks the search attributes StayPhase, StayListing', 'nightlatch setup');
    expect(ended.code).toBe(2);

    expect(await callCli(['setup'], unset)).toMatchObject({ code: 0, stderr: '' });
    expect(await callCli(['setup'], unset)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('what is to run on this machine does not start either', () => {
  it.each([
    ['dev', 'NIGHTLATCH_QUIET_PERIOD', 'soon'],
    ['dev', 'NIGHTLATCH_SEAM_RATE', 'fast'],
    ['dev', 'NIGHTLATCH_LOG_LEVEL', 'loud'],
    ['demo', 'NIGHTLATCH_LOG_LEVEL', 'loud'],
  ])('%s with %s=%s, and nothing is started for it', async (command, name, value) => {
    const ended = await callCli([command], { ...good, [name]: value });
    expectOneLine(ended, name, 'for example');
    expect(ended.code).toBe(2);
  });
});

describe('a command line that cannot be understood', () => {
  it.each([
    [['frobnicate'], 'There is no command "frobnicate"'],
    [['stay', 'frobnicate'], 'There is no command "stay frobnicate"'],
    [['--frobnicate'], 'An option goes after a command, and "--frobnicate" has none before it.'],
    [['--name=of-a-guest'], 'An option goes after a command. See'],
    [['stay', 'show'], 'nightlatch stay show needs <reservation id>'],
    [['stay', 'retry'], 'nightlatch stay retry needs <reservation id> or --listing'],
    [
      ['stay', 'retry', '1', '--listing', 'loft'],
      'nightlatch stay retry takes <reservation id> or --listing, and not both',
    ],
    [['stay', 'release', '1', '--reason', 'paid'], "Unknown option '--reason'"],
    [['stay', 'show', '1', '2'], 'takes one argument, and does not know what to do with more'],
    [['stay', 'show', '-1'], "Unknown option '-1'. An id that begins with a dash goes after"],
    [['stay', 'list', 'loft'], 'nightlatch stay list takes no argument'],
    [['stay', 'show', '1', '--loud'], "Unknown option '--loud'"],
    [['stay', 'change', '1', '--revision', 'new'], '--revision must be a whole number'],
    [['stay', 'change', '1', '--revision', '-1'], '--revision must be a whole number'],
    [
      ['stay', 'cancel', '1', '--reason', '--revision=3'],
      "Option '--reason' argument is ambiguous.",
    ],
    [['stay', 'cancel', '1', '--dry-run'], "Unknown option '--dry-run'"],
    [
      ['stay', 'change', '1', '--revision', '9007199254740992'],
      '--revision must be a whole number',
    ],
    [['stay', 'list', '--phase', 'asleep'], 'There is no phase "asleep"'],
    [['stay', 'list', '--problem', 'somtimes'], 'There is no problem "somtimes"'],
    [['worker', '--port', '99999'], '--port must be a number from 0 to 65535'],
    [['stay', 'put', '/nowhere.json'], 'The file /nowhere.json cannot be read'],
  ])('is refused: %j', async (words, part) => {
    const ended = await callCli(words, good);
    expectOneLine(ended, part);
    expect(ended.code).toBe(2);
  });

  it.each([[['--json']], [['stay', '--json']]])(
    'is refused in a document, if only that was asked for: %j',
    async (words) => {
      const ended = await callCli(words);
      expect(ended.code).toBe(2);
      expect(JSON.parse(ended.stdout)).toMatchObject({ error: { type: 'UsageError' } });
    },
  );

  it('gets the overview, if it is empty', async () => {
    const ended = await callCli([]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('usage: nightlatch <command>');
  });
});

describe('an id that begins with a dash', () => {
  it('is an id after "--", whatever it looks like', async () => {
    for (const id of ['--x', '-1', '--json', '--help']) {
      const ended = await callCli(['stay', 'show', '--', id], good);
      expectOneLine(ended, `There is no stay for reservation ${id}.`);
      expect(ended.code).toBe(3);
    }
  });

  it('is the value of an option as it stands', async () => {
    const words = ['stay', 'change', 'no-such-stay', '--listing', '-garden', '--command-id', '--c'];
    expect((await callCli(words, good)).code).toBe(3);
  });
});

describe('what tells of a guest is not repeated', () => {
  it.each([
    [['stay', 'cancel', '1001', '--reason', 'for', 'Ada', 'is', 'ill']],
    [['stay', 'cancle', '1001', 'Ada is ill']],
    [['stay', 'show', '1001', '--Ada is ill']],
    [['stay', 'put', '{"reservationId": "1001", "guest": {"fullName": "Ada Guest"}']],
    [['stay', 'cancel', 'Ada Guest']],
    [['stay', 'cancel', '1001', '--revision', 'Ada', '--command-id', 'Ada is ill']],
  ])('by the error of %j', async (words) => {
    const ended = await callCli(words, good);
    expect(ended.code).toBeGreaterThan(1);
    expect(ended.stdout + ended.stderr).not.toContain('Ada');
  });
});

describe('a file that is not UTF-8', () => {
  const text = '{"guest": {"fullName": "Zoë"}}';

  it.each([
    ['is UTF-16, not UTF-8', 'with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['is UTF-16, not UTF-8', 'without a mark', Buffer.from(text, 'utf16le')],
    ['is UTF-16, not UTF-8', 'the other way round', Buffer.from(text, 'utf16le').swap16()],
    ['is Latin-1 or another 8-bit encoding, not UTF-8', '', Buffer.from(text, 'latin1')],
  ])('is said to be what it is: %s %s', async (part, _, bytes) => {
    const file = join(folder, 'encoded.json');
    await writeFile(file, bytes);
    const put = await callCli(['stay', 'put', file], good);
    expectOneLine(put, part, 'Save it as UTF-8');
    expect(put.code).toBe(2);
    const worker = await callCli(['worker'], { ...good, NIGHTLATCH_LISTINGS: file });
    expectOneLine(worker, part, 'Save it as UTF-8');
  });
});

describe('a malformed payload makes no stay', () => {
  const reservation = {
    reservationId: 'bad-1',
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest' },
    checkIn: '2031-05-01',
    checkOut: '2031-05-04',
  };

  it.each([
    ['JSON with a fault', '{"reservationId": }', 'is not JSON at line 1, column 19'],
    ['JSON without an end', '['.repeat(200_000), 'is not JSON.'],
    ['a marked file with a fault', '\uFEFF{]', 'is not JSON at line 1, column 2'],
    ['JSON that is no object', '[1]', 'holds no reservation'],
    [
      'a malformed id',
      JSON.stringify({ ...reservation, reservationId: 'bad id' }),
      'reservationId: must be',
    ],
    [
      'a malformed date',
      JSON.stringify({ ...reservation, checkIn: 'Friday' }),
      'checkIn: must be an instant',
    ],
    [
      'an unknown field',
      JSON.stringify({ ...reservation, room: 12 }),
      'has fields that are not known',
    ],
  ])('%s', async (_, input, part) => {
    const ended = await callCli(['stay', 'put', await write('reservation.json', input)], good);
    expectOneLine(ended, part);
    expect(ended.code).toBe(2);
    expect((await callCli(['stay', 'show', 'bad-1'], good)).code).toBe(3);
  });

  it('and with --json the reason is a document', async () => {
    const ended = await callCli(['stay', 'show', 'room 12', '--json'], good);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.stdout)).toEqual({
      error: {
        type: 'MalformedInput',
        message: expect.stringContaining('reservation id is malformed') as string,
        next: expect.any(String) as string,
      },
    });
  });
});

describe('the process itself', () => {
  it('prints the one line and ends with the exit code', async () => {
    const ended = await runCli(['worker'], { ...good, SEAM_API_KEY: '' });
    expectOneLine(ended, 'SEAM_API_KEY is not set');
    expect(ended.code).toBe(2);
  });

  it('ends, if the port of a worker is taken, and says which', async () => {
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const ended = await runCli(['worker', '--port', String(port)], good).finally(() =>
      taken.close(),
    );
    expectOneLine(ended, `Port ${port} cannot be listened on (EADDRINUSE)`, '--port');
    expect(ended.code).toBe(2);
  });

  it.each(['worker', 'dev', 'demo'])(
    'ends, if it is to start a %s where Temporal’s native core is not built for',
    async (command) => {
      const elsewhere = `Object.defineProperty(process, 'arch', { value: 'riscv64' })`;
      const ended = await runCli([command], {
        ...good,
        NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(elsewhere)}"`,
      });
      expectOneLine(ended, `not built for ${process.platform} on riscv64`, 'Use Linux with glibc');
      expect(ended.code).toBe(2);
    },
  );

  it('reads a reservation from standard input', async () => {
    const ended = await runCli(['stay', 'put', '-', '--json'], good, '{"reservationId": "1001"');
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { type: 'UsageError' } });
    expect(ended.stderr).toContain('The standard input is not JSON at line 1, column 25');
  });
});

describe('while something cannot be reached', () => {
  it.each([
    [['stay', 'show', 'a/b'], 'reservation id is malformed'],
    [['stay', 'change', '1001', '--check-out', '2026-13-01'], 'checkOut: must be an instant'],
    [['stay', 'cancel', 'a/b'], 'reservation id is malformed'],
    [['stay', 'retry', 'a/b'], 'reservation id is malformed'],
    [['stay', 'retry', '--listing', 'a/b'], 'listing: must be 1 to 64 of the characters'],
    [['stay', 'check', 'a/b'], 'reservation id is malformed'],
    [['stay', 'check', '1001', '--command-id', 'a b'], 'commandId: must be 1 to 200'],
    [['stay', 'hold', 'a/b'], 'reservation id is malformed'],
    [
      ['stay', 'hold', '1001', '--reason', 'x'.repeat(501)],
      'The hold is malformed: reason: must have at most 500 characters',
    ],
    [['stay', 'release', 'a/b'], 'reservation id is malformed'],
    [['stay', 'reissue', 'a/b'], 'reservation id is malformed'],
    [['stay', 'reissue', '1001', '--command-id', 'a b'], 'The reissue is malformed: commandId'],
    [['stay', 'pin', 'a/b'], 'reservation id is malformed'],
    [['stay', 'list', '--limit', '5000'], 'limit: must be a whole number from 1 to 1000'],
  ])('what is malformed is told all the same, and at once: %j', async (words, part) => {
    const ended = await callCli(words, { ...good, TEMPORAL_ADDRESS: '127.0.0.1:9' });
    expectOneLine(ended, part);
    expect(ended.code).toBe(2);
  });

  it('a stay’s command says that it is Temporal, and exits 4', async () => {
    const ended = await callCli(['stay', 'show', '1'], {
      ...good,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
    });
    expectOneLine(ended, 'Temporal cannot be reached at 127.0.0.1:9');
    expect(ended.code).toBe(4);
  });

  it('the doctor tells Seam from Temporal, and a wrong key from both', async () => {
    const seamAway = await callCli(['doctor'], good);
    expect(seamAway.code).toBe(4);
    expect(seamAway.stdout).toMatch(/✔ Temporal: .*\n[^]*✘ Seam: /);

    const temporalAway = await callCli(['doctor'], { ...good, TEMPORAL_ADDRESS: '127.0.0.1:9' });
    expect(temporalAway.code).toBe(4);
    expect(temporalAway.stdout).toContain('✘ Temporal: Temporal cannot be reached');

    expect((await callCli(['doctor'], { ...good, SEAM_API_KEY: 'hunter2' })).code).toBe(2);
  });
});
