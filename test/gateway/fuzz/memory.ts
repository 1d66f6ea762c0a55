/** What a process holds once its garbage is gone, in MB. */
export interface Memory {
  /** JavaScript's objects. */
  readonly objects: number;
  /** Bytes beside them, such as buffers. */
  readonly buffers: number;
  /** What the system has given it, which it keeps for a while. */
  readonly resident: number;
}

/** The argument of Node that has a process say on stderr where it can be looked into. */
export const INSPECTED = '--inspect=127.0.0.1:0';

/** The address that such a line says; undefined of another line. */
export function inspectorIn(line: string): string | undefined {
  return /^Debugger listening on (ws:\S+)$/.exec(line)?.[1];
}

const MB = 2 ** 20;
const ANSWERED_WITHIN_MS = 60_000;

/**
 * Has a process collect its garbage, and tells what it holds then.
 *
 * @throws Error if its inspector is away, or gives no answer within a minute
 */
export async function memoryAt(inspector: string): Promise<Memory> {
  const socket = new WebSocket(inspector);
  try {
    await next(socket, 'open');
    await ask(socket, 1, 'HeapProfiler.collectGarbage');
    // What is let go when something else is collected is garbage only now.
    await ask(socket, 2, 'HeapProfiler.collectGarbage');
    const { result } = (await ask(socket, 3, 'Runtime.evaluate', {
      expression: 'process.memoryUsage()',
      returnByValue: true,
    })) as { readonly result: { readonly value: NodeJS.MemoryUsage } };
    const { heapUsed, external, rss } = result.value;
    return { objects: inMb(heapUsed), buffers: inMb(external), resident: inMb(rss) };
  } finally {
    socket.close();
  }
}

function inMb(bytes: number): number {
  return Math.round(bytes / MB);
}

async function ask(
  socket: WebSocket,
  id: number,
  method: string,
  params: object = {},
): Promise<unknown> {
  socket.send(JSON.stringify({ id, method, params }));
  for (;;) {
    const { data } = (await next(socket, 'message')) as MessageEvent;
    const said = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
    if (said.id === id) return said.result;
  }
}

async function next(socket: WebSocket, what: 'open' | 'message'): Promise<Event> {
  const { promise, resolve, reject } = Promise.withResolvers<Event>();
  const over = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  over.addEventListener('abort', () => reject(new Error('The inspector gave no answer')));
  socket.addEventListener('close', () => reject(new Error('The inspector hung up')));
  socket.addEventListener(what, resolve, { once: true });
  return promise;
}
