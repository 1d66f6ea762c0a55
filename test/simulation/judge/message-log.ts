import type { HistoryEvent, UpdateOutcome } from '../temporal/history.ts';
import type { Copied, Run } from '../temporal/run.ts';
import { payloadOf, startPayloadOf } from '../world/backend.ts';
import type { Word } from '../world/story.ts';

/** A message that a stay has heard, or an answer that it has given, as its history tells it. */
export type Heard =
  | {
      readonly heard: 'start' | 'signal' | 'update' | 'operator';
      readonly word: Word;
      readonly updateId?: string;
    }
  | { readonly heard: 'answer'; readonly updateId: string; readonly outcome: UpdateOutcome };

/** Reads what stays hear out of their histories, each event once, in the order in which they heard it. */
export class MessageLog {
  readonly #words = new Map<string, Word>();
  readonly #operator: Word | undefined;
  /** How far each run was read, and which of its updates. */
  readonly #read = new Map<string, number>();
  readonly #seen = new Map<string, Set<string>>();

  constructor(words: readonly Word[]) {
    for (const word of words) {
      if (word.says.kind !== 'operator')
        this.#words.set(key(word.says.kind, payloadOf(word)), word);
      const begins = startPayloadOf(word);
      if (begins !== undefined) this.#words.set(key('start', begins), word);
    }
    this.#operator = words.find(({ says }) => says.kind === 'operator');
  }

  /** A run goes on from a copied history: what was heard by its last task that is done is known. */
  goOn({ runId }: Run, { of, events }: Copied): void {
    const copied = of.history.slice(0, events);
    const done = copied.findLastIndex(({ type }) => type === 'WorkflowTaskCompleted');
    this.#read.set(runId, Math.max(0, done));
    const known = copied.slice(0, done + 1).flatMap((event) => this.#of(event));
    this.#fresh(runId, known);
  }

  /** What the task that was just done has heard and answered. */
  next(run: Run): readonly Heard[] {
    const done = run.history.findLastIndex(({ type }) => type === 'WorkflowTaskCompleted');
    // What came while the worker was at the task is written down after it, and is for the next.
    const isHeard = (event: HistoryEvent, index: number): boolean =>
      index < done || ANSWERS.has(event.type);
    const from = this.#read.get(run.runId) ?? 0;
    const heard: Heard[] = [];
    for (let index = from; index < run.history.length; index += 1) {
      const event = run.history[index];
      if (event !== undefined && isHeard(event, index)) heard.push(...this.#asRead(run, event));
    }
    this.#read.set(run.runId, done);
    // Whatever their order in history: a workflow is told messages first, a cancellation last.
    return this.#fresh(run.runId, heard).toSorted((a, b) => RANK[a.heard] - RANK[b.heard]);
  }

  #fresh(runId: string, heard: readonly Heard[]): readonly Heard[] {
    const seen = this.#seen.get(runId) ?? new Set<string>();
    this.#seen.set(runId, seen);
    return heard.filter((each) => {
      if (each.heard === 'start' || each.heard === 'signal') return true;
      // A run is told of one cancellation only, however often somebody asks for it.
      const name = `${each.heard} ${each.updateId ?? ''}`;
      if (seen.has(name)) return false;
      seen.add(name);
      return true;
    });
  }

  /** As its worker could read it: what it could not is no message, and a cancellation says no more than its name. */
  #asRead(run: Run, event: HistoryEvent): readonly Heard[] {
    const heard = this.#of(event);
    const kind = SEALABLE[event.type];
    if (run.kept === run.history || kind === undefined) return heard;
    const nth = run.history.filter(({ type, id }) => type === event.type && id <= event.id).length;
    const marker = `sealed-${kind}-${nth}`;
    const isMarked = run.history.some((e) => e.type === 'MarkerRecorded' && e.patchId === marker);
    return isMarked ? heard.flatMap(asMark) : heard;
  }

  #of(event: HistoryEvent): readonly Heard[] {
    switch (event.type) {
      case 'WorkflowExecutionStarted': {
        const word = this.#words.get(key('start', event.args[0]));
        return word === undefined || event.continuedFrom !== undefined
          ? []
          : [{ heard: 'start', word }];
      }
      case 'WorkflowExecutionSignaled': {
        const word = this.#words.get(key(KINDS[event.name] ?? '', event.args[0]));
        return word === undefined ? [] : [{ heard: 'signal', word }];
      }
      case 'WorkflowExecutionUpdateAccepted': {
        const { updateId, name, args } = event;
        const word = this.#words.get(key(KINDS[name] ?? '', args[0]));
        return word === undefined ? [] : [{ heard: 'update', word, updateId }];
      }
      case 'WorkflowExecutionCancelRequested':
        return this.#operator === undefined ? [] : [{ heard: 'operator', word: this.#operator }];
      case 'WorkflowExecutionUpdateCompleted':
        return [{ heard: 'answer', updateId: event.updateId, outcome: event.outcome }];
      default:
        return [];
    }
  }
}

const RANK: Record<Heard['heard'], number> = {
  start: 0,
  signal: 1,
  update: 2,
  operator: 3,
  answer: 4,
};

/** Messages that may come under a key that the worker lacks, as their markers name them. */
const SEALABLE: Readonly<Record<string, string>> = {
  WorkflowExecutionSignaled: 'signal',
  WorkflowExecutionUpdateAccepted: 'update',
};

function asMark(heard: Heard): readonly Heard[] {
  if (heard.heard === 'answer' || heard.word.says.kind !== 'cancel') return [];
  const { at, reservationId, via, says } = heard.word;
  return [{ ...heard, word: { at, reservationId, via, says } }];
}

const ANSWERS: ReadonlySet<string> = new Set([
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateCompleted',
]);

const KINDS: Readonly<Record<string, string>> = {
  putStay: 'put',
  changeStay: 'change',
  cancelStay: 'cancel',
  retryStay: 'retry',
  checkStay: 'check',
  reissueStay: 'reissue',
  holdStay: 'hold',
  releaseStay: 'release',
};

function key(kind: string, payload: string | undefined): string {
  return `${kind} ${payload ?? ''}`;
}
