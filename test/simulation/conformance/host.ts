/** Something that runs workflows: the simulator, or a Temporal server with a worker. One run at a time. */
export interface Host {
  start(workflow: string, ...args: readonly unknown[]): Promise<void>;
  startWithSignal(workflow: string, signal: string, ...args: readonly unknown[]): Promise<void>;
  signal(name: string, ...args: readonly unknown[]): Promise<void>;
  /** Sends an update and does not wait for its answer. */
  update(updateId: string, name: string, ...args: readonly unknown[]): Promise<void>;
  cancel(): Promise<void>;
  /** Resets the run to just before the first, or the last, task that was answered. */
  reset(to: 'first' | 'last'): Promise<void>;
  query(name: string): Promise<unknown>;
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** Waits until the history of the newest run tells it. */
  saw(line: string): Promise<void>;
  /** Waits until a workflow task of the newest run is in a worker's hands. */
  sawTaskStart(): Promise<void>;
  /** Waits until so many updates have been answered, or refused. */
  sawAnswers(count: number): Promise<void>;
  /** Waits until so many runs there are. */
  sawRun(count: number): Promise<void>;
  /** Waits until an activity of the newest run is in a worker's hands, or waits for its next attempt. */
  sawActivity(is: 'started' | 'pausing'): Promise<void>;
  /** Waits for the end, and answers what each run's history tells, what it answered, and what updates were told. */
  trace(): Promise<readonly string[]>;
}

/** A micro-workflow, and what happens to it. */
export interface MicroStory {
  readonly name: string;
  /** What the time-skipping server, a program of its own, does otherwise than Temporal's server. */
  readonly notOnTestServer?: string;
  play(host: Host): Promise<void>;
}
