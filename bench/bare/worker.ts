import { fileURLToPath } from 'node:url';

import { NativeConnection, Worker } from '@temporalio/worker';

import { stepsAt } from './activities.ts';

const [address = '', namespace = '', endpoint = '', apiKey = ''] = process.argv.slice(2);
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL('workflow.ts', import.meta.url)),
  activities: stepsAt(endpoint, apiKey),
});
const done = worker.run();
console.log('ready');
await done;
await connection.close();
