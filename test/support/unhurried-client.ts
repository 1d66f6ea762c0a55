import { Client, type Connection } from '@temporalio/client';

/** What the shipped patience of 5 s grows by, so that it is over after half a minute. */
const MORE_MS = 25_000;

/**
 * A Temporal client that gives each call more time than it is asked to: a machine that stands still
 * for some seconds would otherwise have a stay's client send a signal, and answer "pending".
 */
export function unhurriedClient(connection: Connection, namespace = 'default'): Client {
  const client = new Client({ connection, namespace });
  const withDeadline = client.withDeadline.bind(client);
  client.withDeadline = async (deadline, call) => withDeadline(Number(deadline) + MORE_MS, call);
  return client;
}
