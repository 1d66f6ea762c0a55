import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A way to the sandbox on which every answer takes a while, as over a network. */
export interface SlowSeam {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the sandbox again, each request so many milliseconds later. */
export async function startSlowSeam(sandboxUrl: string, delayMs: number): Promise<SlowSeam> {
  const server = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      await pause(delayMs);
      const body = Buffer.concat(chunks);
      const answer = await fetch(`${sandboxUrl}${request.url}`, {
        method: request.method ?? 'POST',
        headers: {
          authorization: request.headers.authorization ?? '',
          'content-type': 'application/json',
        },
        ...(body.length === 0 ? {} : { body }),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    };
    forward().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<unknown>((resolve) => {
        server.close(resolve);
      });
    },
  };
}
