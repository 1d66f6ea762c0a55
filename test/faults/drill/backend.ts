import { setTimeout as delay } from 'node:timers/promises';

const ASKED_WITHIN_MS = 120_000;
const AGAIN_AFTER_MS = 500;
/** The token of deploy/sandbox-tokens.json. */
const TOKEN = 'sandbox-token';

/** A booking backend that speaks HTTP to a gateway. */
export class Backend {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /**
   * Says something under one key until it is settled, as docs/integrating.md has it: again after 202, and after 503 once the
   * gateway reaches Temporal. Answers when it was settled, in epoch milliseconds.
   */
  async settle(method: 'PUT' | 'DELETE', id: string, body?: object): Promise<number> {
    const key = crypto.randomUUID();
    const deadline = Date.now() + ASKED_WITHIN_MS;
    for (;;) {
      const answer = await this.ask(method, id, body, { 'idempotency-key': key });
      const { status } = answer;
      if (status === 200) return Date.now();
      if (![202, 503].includes(status) || Date.now() > deadline)
        throw new Error(`${method} /stays/${id} was answered ${status}: ${await answer.text()}`);
      await delay(AGAIN_AFTER_MS);
    }
  }

  /** The state of a stay. */
  async show(id: string): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.ask('GET', id);
    return (await answer.json()) as Readonly<Record<string, unknown>>;
  }

  private ask(
    method: string,
    id: string,
    body?: object,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(`${this.url}/stays/${id}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...type, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
