import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { type LocalStack, withLocalStack } from '../../src/cli/local/local-stack.ts';
import { ownProgram, startService } from '../../src/cli/services/service.ts';
import { newToken } from '../../src/codec/server/access.ts';
import { pathOf } from '../docs/page.ts';
import { findBrowser, type Page, withPage } from '../support/browser.ts';
import { callCli, runCli } from '../support/cli.ts';

const browser = await findBrowser();
const GUEST = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550123' };
const { token, sha256 } = newToken();

/** A key ring, and the access file of a UI there, in a folder. */
async function writeFiles(folder: string) {
  const ring = join(folder, 'ring.json');
  await callCli(['keys', 'new'], { NIGHTLATCH_PAYLOAD_KEYS: ring });
  const access = join(folder, 'access.json');
  const settings = { NIGHTLATCH_PAYLOAD_KEYS: ring };
  const allow = async (origin: string): Promise<void> => {
    const entry = { name: 'ada', sha256: [sha256] };
    await writeFile(access, JSON.stringify({ origins: [origin], tokens: [entry] }));
  };
  return { settings, access, allow };
}

/** A codec server, with the lines of its audit. */
async function startCodec(access: string, settings: Readonly<Record<string, string>>) {
  const audited: string[] = [];
  const service = await startService({
    name: 'The codec server',
    ...ownProgram('src/cli/main', 'codec-server', '--access', access),
    environment: { ...process.env, ...settings },
    readyWithinMs: 60_000,
    onLine: (line, stream) => void (stream === 'stderr' && audited.push(line)),
  });
  const port = /:(\d+)$/.exec(service.readyLine)?.[1];
  return { url: `http://localhost:${port}`, audited, stop: () => service.stop() };
}

async function book({ exports, listings }: LocalStack, settings: Readonly<Record<string, string>>) {
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const listingId = listings[0]?.entry.listingId;
  const dates = { checkIn: inHours(-1), checkOut: inHours(24) };
  const booking = { reservationId: '1001', listingId, guest: GUEST, ...dates };
  const put = ['stay', 'put', '-', '--json'];
  const { stdout } = await runCli(put, { ...exports, ...settings }, JSON.stringify(booking));
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'applied' });
}

/** As docs/privacy.md tells a person. */
async function signIn(page: Page, codecUrl: string): Promise<void> {
  await page.open(`${codecUrl}/login`);
  await page.type('input[name=token]', token);
  await page.click('button');
  await page.untilTold('Signed in');
}

async function nameCodecServer(page: Page, codecUrl: string): Promise<void> {
  await page.click('[aria-label="Configure Codec Server"]');
  await page.untilTold('Codec Server browser endpoint');
  await page.type('textarea', codecUrl);
  await page.click('[data-testid=data-encoder-include-credentials] input');
  await page.click('[data-testid=confirm-data-encoder-button]');
}

/** The picture in docs/images is one of these, copied. */
async function keep(name: string, picture: Buffer): Promise<void> {
  const folder = pathOf('.cache/screenshots');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), picture);
}

describe.skipIf(browser === undefined)(
  'the Temporal UI (skipped where there is no Chromium on the path, of Debian’s package chromium)',
  () => {
    it('shows a stay by the codec server to whoever has signed in there, and to nobody before', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'nightlatch-ui-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const { settings, access, allow } = await writeFiles(folder);
      const signal = AbortSignal.timeout(150_000);
      const wanted = { environment: process.env, settings, signal, onProgress() {} };
      await withLocalStack(wanted, async (stack) => {
        const ui = (stack.temporal.uiUrl ?? '').replace('127.0.0.1', 'localhost');
        await allow(ui);
        await book(stack, settings);
        const codec = await startCodec(access, settings);
        onTestFinished(() => codec.stop());
        await withPage(browser ?? '', async (page) => {
          const stay = `${ui}/namespaces/default/workflows/stay%3A1001`;
          await page.open(stay);
          expect(await page.untilTold('Workflow Execution Started')).not.toContain('Ada');
          await nameCodecServer(page, codec.url);
          await expect.poll(() => codec.audited.join('\n')).toContain('"why":"token"');
          expect(await page.untilTold('Workflow Execution Started')).not.toContain('Ada');

          await signIn(page, codec.url);
          await page.open(stay);
          const read = await page.untilTold(GUEST.email);
          expect(read).toContain(GUEST.fullName);
          expect(read).not.toContain('binary/encrypted');
          await keep('temporal-ui.png', await page.screenshot());
        });
        const decoded = codec.audited.filter((line) => line.includes('"decoded"'));
        expect(decoded.join('\n')).toContain('"who":"ada"');
        expect(decoded.join('\n')).toContain('"workflows":["stay:1001"]');
        expect(codec.audited.join('\n')).not.toMatch(/Ada|example\.com|5555550123/);
      });
    });
  },
);
