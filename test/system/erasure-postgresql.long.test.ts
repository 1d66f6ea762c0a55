import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import type { Service } from '../../src/cli/services/service.ts';
import { StayClient } from '../../src/client/index.ts';
import { readTemporalConfig } from '../../src/client/temporal-config.ts';
import { clientConverter } from '../../src/codec/client-encryption.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { newRing } from '../codec/rings.ts';
import { canariesIn } from '../support/canaries.ts';
import { issue } from '../support/certificates.ts';
import { callCli, startCli } from '../support/cli.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { type Database, findPostgresql, startPostgresql } from '../support/postgresql.ts';
import { until } from '../support/reconciling.ts';
import {
  createSchema,
  findTemporalServer,
  type RealTemporal,
  startRealTemporal,
} from '../support/temporal-server.ts';

const GUEST = { fullName: 'Ada Canary-Guest', email: 'canary@example.com', phone: '+15555550177' };
const ID = 'P-erased';
const [A, B] = newRing(['amber-2026', 'beech-2026']).keys;
const LATER = '2999-01-01';

const postgresql = await findPostgresql();
const programs = await findTemporalServer();
const lacking = [
  ...(postgresql === undefined ? ['no PostgreSQL, of Debian’s package postgresql'] : []),
  ...(programs === undefined ? ['no Temporal server, which `npm run temporal-server` builds'] : []),
];
const why = lacking.length === 0 ? '' : ` (skipped, since there is ${lacking.join(', and ')})`;

/** So that a search finds what is there: PostgreSQL compresses what is long. */
const UNCOMPRESSED = `DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT attrelid::regclass AS place, attname FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0
      AND NOT attisdropped AND attstorage = 'x'
  LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE EXTERNAL', one.place, one.attname);
  END LOOP; END $$`;

const DATABASES = ['temporal', 'temporal_visibility'];

describe.skipIf(lacking.length > 0)(
  `a Temporal on PostgreSQL that wants a client certificate${why}`,
  () => {
    let folder: string;
    let ringPath: string;
    let database: Database;
    let temporal: RealTemporal;
    let house: LiveHouse;
    let worker: Service | undefined;

    beforeAll(async () => {
      if (postgresql === undefined || programs === undefined) return;
      folder = await mkdtemp(join(tmpdir(), 'nightlatch-erasure-'));
      ringPath = join(folder, 'ring.json');
      database = await startPostgresql(postgresql);
      await createSchema(programs, database);
      for (const name of DATABASES) await database.run(name, UNCOMPRESSED);
      const authority = issue({ name: 'Test Authority' });
      const { cert, key } = issue({ name: 'temporal.example', by: authority.signer });
      const tls = {
        ca: await fileOf('ca.pem', authority.cert),
        cert: await fileOf('cert.pem', cert),
        key: await fileOf('key.pem', key),
      };
      temporal = await startRealTemporal(programs, database, { tls });
      house = await startLiveHouse({
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: tls.ca,
        TEMPORAL_TLS_CLIENT_CERT_PATH: tls.cert,
        TEMPORAL_TLS_CLIENT_KEY_PATH: tls.key,
      });
    });
    afterAll(async () => {
      await worker?.stop();
      await house?.close();
      await temporal?.stop();
      await database?.stop();
      await database?.forget();
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    async function fileOf(name: string, pem: string): Promise<string> {
      await writeFile(join(folder, name), pem, { mode: 0o600 });
      return join(folder, name);
    }

    async function writeRing(...keys: readonly (typeof A)[]): Promise<void> {
      await writeFile(ringPath, JSON.stringify({ keys, acceptClear: LATER }));
    }

    /** Replaces the worker by one with the ring, or without. */
    async function work(ring?: string): Promise<void> {
      await worker?.stop();
      const settings = ring === undefined ? {} : { NIGHTLATCH_PAYLOAD_KEYS: ring };
      worker = await startCli(['worker'], { ...house.settings, ...settings });
    }

    /** A booking backend with the ring. */
    function backend(): StayClient {
      const { connection, namespace } = readTemporalConfig(house.settings);
      return StayClient.onDemand({ connection, namespace, payloadKeys: ringPath });
    }

    /** Has today's code run the history again, with both keys. */
    async function replay(): Promise<void> {
      const { namespace } = house.temporal.options;
      const codePath = join(inject('program'), '../../../workflow-bundle-encrypting.js');
      const dataConverter = clientConverter(ringPath, namespace);
      const handle = house.temporal.workflow.getHandle(stayWorkflowId(ID));
      const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()));
      const bundle = { workflowBundle: { codePath }, ...(dataConverter && { dataConverter }) };
      await Worker.runReplayHistory(bundle, history, stayWorkflowId(ID));
    }

    /** What of these words stands in PostgreSQL's files, once all that it knows is written. */
    async function foundInFiles(words: readonly string[]): Promise<ReadonlySet<string>> {
      const found = new Set<string>();
      await database.eachFile((_path, bytes) => {
        for (const one of canariesIn(bytes, words)) found.add(one);
      });
      return found;
    }

    const inSeconds = (seconds: number): string =>
      new Date(Math.round(Date.now() / 1000 + seconds) * 1000).toISOString();

    /** As docs/privacy.md says. */
    async function clean(): Promise<void> {
      for (const name of DATABASES) await database.run(name, 'VACUUM (FULL, ANALYZE)');
      for (const sql of ['CHECKPOINT', 'SELECT pg_switch_wal()', 'CHECKPOINT'])
        await database.run('temporal', sql);
    }

    it('lets in nobody who shows no certificate', async () => {
      const without = { TEMPORAL_TLS_CLIENT_CERT_PATH: '', TEMPORAL_TLS_CLIENT_KEY_PATH: '' };
      const { code, stderr } = await callCli(['stay', 'list'], { ...house.settings, ...without });
      expect([code, stderr]).toEqual([4, expect.stringContaining(temporal.address)]);
      expect((await callCli(['stay', 'list'], house.settings)).code).toBe(0);
    });

    it('forgets a stay that was begun in clear, went on under key A, was rotated to B, shut its door on time, and was erased', async () => {
      const words = [...Object.values(GUEST), 'amber-2026', 'beech-2026'];
      await work();
      const dates = { checkIn: inSeconds(-3_600), checkOut: inSeconds(3_600) };
      const put = { reservationId: ID, listingId: 'ks-pin', guest: GUEST, ...dates };
      expect(await house.stays.put(put)).toMatchObject({ outcome: 'applied' });
      await writeRing(A);
      await work(ringPath);
      const stays = backend();
      const later = { checkOut: inSeconds(3_500) };
      expect(await stays.change(ID, later)).toMatchObject({ outcome: 'applied' });
      await writeRing(B, A);
      const due = inSeconds(15);
      await stays.change(ID, { checkOut: due });
      expect(await house.openDoorsFor(ID)).toBeGreaterThan(0);
      await until(async () => (await stays.show(ID)).phase === 'revoked', 'the end of the stay');
      expect(await house.openDoorsFor(ID)).toBe(0);
      const { absentSince = '', endedBy } = await stays.show(ID);
      expect(endedBy).toBe('check-out');
      expect(Date.parse(absentSince) - Date.parse(due)).toBeLessThan(10_000);
      await replay();

      await database.run('temporal', 'CHECKPOINT');
      const before = await foundInFiles(words);
      // What was begun in clear is found, and so would be what is left of it.
      for (const word of words) expect([...before], word).toContain(`${word} as it is`);

      const erased = await callCli(['erase', ID, '--json'], house.settings);
      expect([erased.code, erased.stderr]).toEqual([0, '']);
      await stays.close();
      await clean();
      expect(await foundInFiles(words)).toEqual(new Set());
    });
  },
);
