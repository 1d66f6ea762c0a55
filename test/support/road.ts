import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be closed, or fall silent, without the server's knowing. */
export interface Road {
  readonly address: string;
  /** Nothing arrives any more, and no connection ends: as when a cable is pulled out. */
  block(): void;
  /** What is under way from now on arrives. */
  open(): void;
  close(): Promise<unknown>;
}

/** Makes a way to a server at "host:port". */
export async function roadTo(address: string): Promise<Road> {
  const [host, port] = address.split(':');
  const travellers = new Set<Socket>();
  let isBlocked = false;
  const gate = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) travellers.add(socket.on('error', () => {}));
    near.on('data', (bytes) => isBlocked || far.write(bytes));
    far.on('data', (bytes) => isBlocked || near.write(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const cut = (): void => {
    for (const socket of travellers) socket.destroy();
    travellers.clear();
  };
  return {
    address: `127.0.0.1:${(gate.address() as AddressInfo).port}`,
    block: () => {
      isBlocked = true;
    },
    open: () => {
      // What was lost on the way would be missed in the middle of a connection.
      cut();
      isBlocked = false;
    },
    close: () => {
      gate.close();
      cut();
      return once(gate, 'close');
    },
  };
}
