import { type Metric, METRICS } from '../../src/telemetry/metrics.ts';

const HEAD = `# Metrics

<!-- Written from src/telemetry/metrics.ts by \`npm run docs:metrics\`. -->

A worker with \`--port N\` serves its metrics at \`/metrics\` of that port, in Prometheus' text format: these, and those of Temporal's
SDK, whose names begin with \`temporal_\` ([its reference](https://docs.temporal.io/references/sdk-metrics)). Without \`--port\` nothing is
served. Rules for alerts are in \`deploy/prometheus\`; [runbook.md](runbook.md) says what to do when one fires.

No label has more values than the lists below, and none is personal: a stay is found by its log and by \`nightlatch stay list\`, not here.
What a workflow tells is counted once, also when its task failed and was taken again; only a task that failed on one worker and then
came to another one may be counted twice. A counter begins at 0 with its worker.

Those whose names begin with \`nightlatch_gateway_\` are a gateway's, at \`/metrics\` of its own port. They are told to whoever asks from its own
machine, and to a token with the scope \`stays:read\`, which is Prometheus' \`authorization: { credentials_file: … }\`.
`;

/** `docs/metrics.md`. */
export function metricsPage(): string {
  const table: [string, Metric][] = Object.entries(METRICS);
  return [HEAD, ...table.map(([name, metric]) => sectionOf(name, metric))].join('\n');
}

function sectionOf(name: string, { kind, unit, help, labels, buckets }: Metric): string {
  const list = Object.entries(labels).map(([label, values]) => `- \`${label}\`: ${values}`);
  const bounds = buckets === undefined ? [] : [`Buckets up to ${buckets.join(', ')}.`];
  return [
    `## ${name}\n`,
    `${unit === undefined ? `A ${kind}` : `A ${kind}, in ${unit}`}. ${[help, ...bounds].join(' ')}\n`,
    ...(list.length === 0 ? [] : [`${list.join('\n')}\n`]),
  ].join('\n');
}
