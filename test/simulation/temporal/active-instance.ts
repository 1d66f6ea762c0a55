import type { WorkflowInstance } from './workflow-instance.ts';

let active: WorkflowInstance | undefined;

/** The instance whose code is running. Throws where no workflow runs: nothing else may call its surface. */
export function activeInstance(): WorkflowInstance {
  if (active === undefined) throw new TypeError('This may only be called from workflow code.');
  return active;
}

/** The instance whose code is running, if any is. */
export function maybeActiveInstance(): WorkflowInstance | undefined {
  return active;
}

/** Lets one instance run, for as long as `run` takes. */
export async function withActive<T>(instance: WorkflowInstance, run: () => Promise<T>): Promise<T> {
  if (active !== undefined) throw new TypeError('Two workflow instances may not run at once.');
  active = instance;
  try {
    return await run();
  } finally {
    active = undefined;
  }
}

/** The same for code that does not wait. */
export function withActiveNow<T>(instance: WorkflowInstance, run: () => T): T {
  const before = active;
  active = instance;
  try {
    return run();
  } finally {
    active = before;
  }
}
