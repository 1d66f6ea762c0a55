import { readFileSync } from 'node:fs';

import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';

import { processTree } from '../support/process-tree.ts';

const { History } = proto.temporal.api.history.v1;
const { WorkflowExecutionInfo } = proto.temporal.api.workflow.v1;

type History = Parameters<typeof historyToJSON>[0];
type Info = Parameters<typeof WorkflowExecutionInfo.encode>[0];

/** Everything that Temporal keeps of a run's course: as it is sent, and as its tools show it. */
export function ofHistory(history: History): Uint8Array {
  return Buffer.concat([History.encode(history).finish(), Buffer.from(historyToJSON(history))]);
}

/** What Temporal's visibility has of a run. */
export function ofVisibility(info: Info): Uint8Array {
  return WorkflowExecutionInfo.encode(info).finish();
}

/** What any user of the machine sees of a process and of what it started: their command lines. */
export function ofCommandLines(pid: number): Uint8Array {
  return Buffer.concat(processTree(pid).map((one) => readFileSync(`/proc/${one}/cmdline`)));
}

/** The environment of a process and of what it started. */
export function ofEnvironments(pid: number): Uint8Array {
  return Buffer.concat(processTree(pid).map((one) => readFileSync(`/proc/${one}/environ`)));
}

/** All of an answer that a client can read. */
export async function ofAnswer(answer: Response): Promise<Uint8Array> {
  const headers = JSON.stringify([...answer.headers]);
  return Buffer.concat([Buffer.from(headers), Buffer.from(await answer.arrayBuffer())]);
}
