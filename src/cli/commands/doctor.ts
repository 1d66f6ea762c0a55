import { readRing } from '../../codec/ring-file.ts';
import * as config from '../../config.ts';
import { loadListings } from '../../listings/load-listings.ts';
import { loadEndpoints } from '../../webhooks/webhooks-file.ts';
import { defineCommand, JSON_OPTION } from '../command.ts';
import { checkSeam } from '../doctor/check-seam.ts';
import { checkServers } from '../doctor/check-servers.ts';
import { checkTemporal } from '../doctor/check-temporal.ts';
import { type Finding, look } from '../doctor/check.ts';
import { EXIT } from '../exit-code.ts';
import { reachTemporal } from '../reach-temporal.ts';
import type { Terminal } from '../terminal.ts';

/** A worker that does not run often follows from a setting that is wrong. */
const GRAVEST_FIRST = [EXIT.usage, EXIT.unreachable, EXIT.refused];

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'checks everything that stays need, and says what to do',
  details: [
    'Looks at the configuration, the listings file, the key ring, the gateway’s tokens file, the webhooks file, the certificate that gateway and codec server serve, the secret of Seam’s webhook, Temporal (search attributes, priorities, workers and how many tasks wait for them, the reconciler) and Seam (the ' +
      'key, and the systems, access groups and entrances that the listings name). Lists the access systems of the key with ' +
      'their ids, as the listings file wants them. Exits 2 if a setting is wrong, 4 if something cannot be reached, 1 if something else is not well.',
  ],
  options: JSON_OPTION,
  async run({ values, terminal }) {
    const findings = await terminal.waiting('Looking', examine());
    const checks = findings.map(({ exitCode: _exitCode, ...check }) => check);
    if (values.json === true) terminal.printJson({ checks });
    else for (const finding of findings) tell(finding, terminal);
    return (
      GRAVEST_FIRST.find((code) => findings.some(({ ok, exitCode }) => !ok && exitCode === code)) ??
      EXIT.done
    );
  },
});

async function examine(): Promise<readonly Finding[]> {
  const settings = await look(
    'settings',
    () => ({
      quietPeriodMs: config.quietPeriodMs(),
      seamRate: config.seamRate(),
      level: config.logLevel(),
    }),
    ({ quietPeriodMs, seamRate, level }) =>
      `Quiet period ${quietPeriodMs / 1_000} s, ${seamRate} Seam steps a second, log level ${level}.`,
  );
  const path = config.listingsPath();
  const listings = await look(
    'listings file',
    () => loadListings(path),
    ({ size }) => `${path} holds ${size} ${size === 1 ? 'listing' : 'listings'}.`,
  );
  return [
    settings.finding,
    listings.finding,
    await checkKeys(),
    ...(await checkServers()),
    ...(await examineWebhooks()),
    ...(await examineTemporal()),
    ...(await examineSeam([...(listings.value?.values() ?? [])])),
  ];
}

async function checkKeys(): Promise<Finding> {
  const path = config.payloadKeys();
  const { finding } = await look(
    'payload keys',
    () => path && readRing(path),
    (ring) =>
      ring
        ? `${path} can be used, and ${ring.keys[0].id} encrypts.`
        : 'NIGHTLATCH_PAYLOAD_KEYS is not set: Temporal keeps payloads in clear.',
  );
  return finding;
}

async function examineWebhooks(): Promise<readonly Finding[]> {
  const path = config.webhooksPath();
  if (path === undefined) return [];
  const { finding } = await look(
    'webhooks file',
    () => loadEndpoints(path),
    ({ length }) => `${path} holds ${length} ${length === 1 ? 'endpoint' : 'endpoints'}.`,
  );
  return [finding];
}

async function examineTemporal(): Promise<readonly Finding[]> {
  const temporal = await look('Temporal', config.temporal, ({ address }) => address);
  const where = temporal.value;
  if (where === undefined) return [temporal.finding];
  const reached = await look(
    'Temporal',
    () =>
      reachTemporal(where, async (connection) => {
        // An error here is that the namespace is not there, or not for us.
        await connection.workflowService.describeNamespace({ namespace: where.namespace });
        return checkTemporal(connection, where);
      }),
    () => `It answers at ${where.address}, namespace ${where.namespace}.`,
  );
  return [reached.finding, ...(reached.value ?? [])];
}

async function examineSeam(listings: Parameters<typeof checkSeam>[1]): Promise<readonly Finding[]> {
  const { connectSeam } = await import('../../seam/seam-http.ts');
  const configured = await look(
    'Seam',
    () => connectSeam(config.seam()),
    () => 'A key is set.',
  );
  return configured.value === undefined
    ? [configured.finding]
    : checkSeam(configured.value, listings);
}

function tell({ ok, name, message, next, details = [] }: Finding, terminal: Terminal): void {
  const sign = ok ? terminal.paint('green', '✔') : terminal.paint('red', '✘');
  terminal.print(`${sign} ${name}: ${message}`);
  for (const line of details) terminal.print(`    ${line}`);
  if (next !== undefined) terminal.print(`    ${next}`);
}
