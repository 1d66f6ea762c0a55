import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { type Child, startChild } from '../../src/cli/services/child-process.ts';
import { freePort } from '../../src/telemetry/free-port.ts';
import { until } from '../faults/until.ts';

/** What a Prometheus of a story is told. */
export interface PrometheusOptions {
  readonly server: string;
  /** Where it keeps its configuration and what it measured; made and removed by the caller. */
  readonly folder: string;
  /** Its rules, as YAML. */
  readonly rules: string;
  /** "host:port" of each service whose `/metrics` it reads, by the name of its job. */
  readonly jobs: Readonly<Record<string, readonly string[]>>;
}

/** A running Prometheus, which reads and evaluates once a second. */
export interface PrometheusServer {
  readonly url: string;
  /** Names of the alerts that fire now, in alphabetical order. */
  firing(): Promise<readonly string[]>;
  /** Names of the alerts that have fired at any time since its start. */
  everFired(): Promise<readonly string[]>;
  /** The value of an expression that has one; undefined if it has none. */
  value(expression: string): Promise<number | undefined>;
  stop(): Promise<void>;
}

const SERVES_WITHIN_MS = 60_000;

const vector = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({ alertname: z.string().optional() }),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** Starts a Prometheus on a free port of the loopback interface, and waits until it is ready. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = await startServer(options, address);
  const url = `http://${address}`;
  const query = async (expression: string) => {
    const asked = new URLSearchParams({ query: expression });
    const answer = await fetch(`${url}/api/v1/query?${asked.toString()}`);
    return vector.parse(await answer.json()).data.result;
  };
  const names = async (expression: string): Promise<readonly string[]> => {
    const found = await query(`sum by (alertname) (${expression})`);
    return found.map(({ metric }) => metric.alertname ?? '').toSorted();
  };
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  try {
    await until('ready Prometheus', SERVES_WITHIN_MS, isReady, 100);
  } catch (error) {
    await child.stop(0);
    throw error;
  }
  return {
    url,
    firing: () => names('ALERTS{alertstate="firing"}'),
    everFired: () => names('max_over_time(ALERTS{alertstate="firing"}[1h])'),
    async value(expression) {
      const [one] = await query(expression);
      return one === undefined ? undefined : Number(one.value[1]);
    },
    stop: () => child.stop(),
  };
}

async function startServer(
  { server, folder, rules, jobs }: PrometheusOptions,
  address: string,
): Promise<Child> {
  const configuration = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: Object.entries(jobs).map(([name, targets]) => ({
      job_name: name,
      static_configs: [{ targets }],
    })),
  };
  const file = join(folder, 'prometheus.yml');
  await writeFile(join(folder, 'rules.yml'), rules);
  // JSON is YAML too.
  await writeFile(file, JSON.stringify(configuration));
  return startChild({
    name: 'Prometheus',
    command: server,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    environment: process.env,
  });
}
