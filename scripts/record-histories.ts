import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

import { startTemporal } from '../src/cli/services/temporal-server.ts';
import { environment } from '../src/config.ts';
import { stayWorkflowId } from '../src/contract/names.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../src/contract/search-attributes.ts';
import { setUp, type Setup } from '../test/faults/setup.ts';
import { backendOf, STORIES } from '../test/histories/stories.ts';
import { tidyHistory } from '../test/histories/tidy-history.ts';

const FOLDER = join(import.meta.dirname, '../test/histories');

/** Lives every story at the same time, on a real server with a worker process, and stores its runs. */
async function record(setup: Setup): Promise<void> {
  const installation = await (await setup.lane()).open();
  try {
    await installation.workers.start(['both']);
    await Promise.all(STORIES.map(async (story) => story.live(backendOf(story, installation))));
    await removeOld();
    for (const { name } of STORIES) await store(installation.client, name);
  } finally {
    await installation.close();
  }
}

async function removeOld(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const old = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
  for (const file of old) await rm(join(FOLDER, file));
}

/** Stores the history of each run of a stay, the oldest first, one event a line. */
async function store(client: Client, name: string): Promise<void> {
  const workflowId = stayWorkflowId(name);
  const runs: { readonly runId: string; readonly startedAt: number }[] = [];
  for await (const { runId, startTime } of client.workflow.list({
    query: `WorkflowId = '${workflowId}'`,
  })) {
    runs.push({ runId, startedAt: startTime.getTime() });
  }
  for (const [index, { runId }] of runs.toSorted((a, b) => a.startedAt - b.startedAt).entries()) {
    const fetched = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const { events } = tidyHistory(JSON.parse(historyToJSON(fetched))) as { events: unknown[] };
    const file = `${name}-${index + 1}.json`;
    const lines = events.map((event) => JSON.stringify(event)).join(',\n');
    await writeFile(join(FOLDER, file), `{"events":[\n${lines}\n]}\n`);
    process.stdout.write(`${file.padEnd(20)} ${events.length} events\n`);
  }
}

const server = await startTemporal({
  environment: environment(),
  searchAttributes: STAY_SEARCH_ATTRIBUTES,
  onProgress: (sentence) => process.stdout.write(`${sentence}\n`),
});
try {
  const setup = await setUp(server.address);
  try {
    await record(setup);
  } finally {
    await setup.close();
  }
} finally {
  await server.stop();
}
