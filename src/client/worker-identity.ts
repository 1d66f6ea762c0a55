import { hostname } from 'node:os';

/** A worker, as Temporal lists who polls. */
interface NamedWorker {
  readonly pid: number;
  readonly host: string;
  /** Where it serves its health and metrics; absent if it serves none. */
  readonly port?: number;
}

/** What a worker of this process calls itself to Temporal, such as "4711@desk:9464"; the port is that of its metrics, if it serves any. */
export function workerIdentity(port: number | undefined): string {
  const name = `${process.pid}@${hostname()}`;
  return port === undefined ? name : `${name}:${port}`;
}

/** Reads what a worker calls itself; undefined for the name of another program. */
export function readIdentity(identity: string): NamedWorker | undefined {
  const [, pid, host = '', port] = /^(\d+)@([^@:]+)(?::(\d+))?$/.exec(identity) ?? [];
  if (pid === undefined) return undefined;
  return { pid: Number(pid), host, ...(port !== undefined && { port: Number(port) }) };
}

/**
 * Whether a worker is the one that lists the stays for all: the first by name of those that serve metrics. One
 * that serves none would tell nobody what it finds.
 */
export function isFirstToList(own: string, pollers: readonly string[]): boolean {
  const listing = pollers.filter((identity) => readIdentity(identity)?.port !== undefined);
  return listing.every((identity) => own <= identity);
}
