/** An event of either kind of history, with what is compared of it. Ids, times and tasks are left out. */
export interface PlainEvent {
  readonly type: string;
  /** Name of the activity, signal, update or patch, and whatever else tells two events of a type apart. */
  readonly about?: string;
}

/** The line of an event in a trace; undefined for those that depend on how fast a worker is. */
function lineOf({ type, about }: PlainEvent): string | undefined {
  if (type.startsWith('WorkflowTask')) return undefined;
  const short = type.replace(/^WorkflowExecution(?=Update|Signaled)/, '');
  return about === undefined || about === '' ? short : `${short} ${about}`;
}

/** The lines of a history. */
export function linesOf(events: readonly PlainEvent[]): readonly string[] {
  return events.flatMap((event) => lineOf(event) ?? []);
}
