/** A process and its host, as Temporal names workers, clients and sticky task queues: "4711@host-…". */
const PROCESS = /^\d+@/;

/** A history without what tells of the machine that it was recorded on; to a replay that is nothing. */
export function tidyHistory(history: unknown): unknown {
  return JSON.parse(JSON.stringify(history), (key, value: unknown) => {
    if (key === 'stackTrace') return '';
    return typeof value === 'string' && PROCESS.test(value) ? 'recorded' : value;
  });
}
