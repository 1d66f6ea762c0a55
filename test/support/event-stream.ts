/** A server-sent event, or the comment between two. */
export interface Sent {
  readonly id?: string;
  readonly data?: unknown;
  readonly comment?: string;
}

/** Reads a stream of events until it ends or is cut; leaving the loop lets the connection go. */
export async function* eventsOf({ body }: Response): AsyncGenerator<Sent> {
  if (body === null) throw new Error('The answer has no body');
  let rest = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield sentIn(block);
  }
}

function sentIn(block: string): Sent {
  const lines = block.split('\n').map((line) => /^(\w*): (.*)$/.exec(line));
  const fields = new Map(lines.map((line) => [line?.[1], line?.[2] ?? '']));
  const [id, data, comment] = [fields.get('id'), fields.get('data'), fields.get('')];
  return {
    ...(id === undefined ? {} : { id }),
    ...(data === undefined ? {} : { data: JSON.parse(data) as unknown }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** Reads on until something comes that fits; throws if the stream ends before. */
export async function nextOf(
  events: AsyncGenerator<Sent>,
  fits: (sent: Sent) => boolean,
): Promise<Sent> {
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) throw new Error('The stream ended');
    if (fits(value)) return value;
  }
}

/** The next so many events that have data. */
export async function take(
  events: AsyncGenerator<Sent>,
  count: number,
): Promise<readonly Required<Pick<Sent, 'id' | 'data'>>[]> {
  const taken: Required<Pick<Sent, 'id' | 'data'>>[] = [];
  while (taken.length < count) {
    const { id = '', data } = await nextOf(events, (sent) => sent.data !== undefined);
    taken.push({ id, data });
  }
  return taken;
}
