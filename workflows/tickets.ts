import { log } from '@temporalio/workflow';

import type { LastSignal } from '../src/contract/status.ts';
import type { Verdict } from '../src/contract/verdict.ts';

import { isoNow } from './now.ts';

export type TicketKind = 'put' | 'change' | 'cancel' | 'retry' | 'check';

/** One message that was heard, and the answer it is owed. */
export interface Ticket {
  readonly kind: TicketKind;
  /** The words whose values it stands for. */
  readonly standsWith: readonly number[];
  /** It was heard while the stay was ending, so it is about the life after. */
  readonly afterEnd: boolean;
  /** Too many wait: who asked is told to look at the status, and the verdict is still to come. */
  isDismissed?: boolean;
  /** The name of the signal that it came as. */
  signal?: string;
  verdict?: Verdict;
}

/** A message that says its command id, by which it is known when it comes again. */
export interface Command {
  /** Its kind and its command id: a cancellation and a put may have the same. */
  readonly name: string;
  /** A digest of what it said. */
  readonly said: string;
}

/** A command that was heard, and its ticket, whose answer may still be to come. */
export interface KnownCommand extends Command {
  readonly ticket: Ticket;
}

/** What the last signal is answered where the run that heard it has gone on in a new one. */
const UNTOLD: Verdict = { outcome: 'pending', reason: 'It is being done; look at the status.' };

const MOST_WAITING = 8;
const MOST_REMEMBERED = 200;

/** The open questions of a stay, oldest first, and its commands: one effect per kind and command id. */
export class Tickets {
  private open: Ticket[];
  private readonly commands: Map<string, KnownCommand>;
  private waiting: Ticket[] = [];
  private told: () => LastSignal | undefined;

  constructor(remembered: readonly KnownCommand[], lastSignal?: LastSignal) {
    this.told = () => lastSignal;
    const known = remembered.map((command) => ({ ...command, ticket: { ...command.ticket } }));
    this.commands = new Map(known.map((command) => [command.name, command]));
    this.open = known.flatMap(({ ticket }) => (ticket.verdict === undefined ? [ticket] : []));
  }

  /** What is known of a command that was heard before, by its name. */
  known(name: string): KnownCommand | undefined {
    return this.commands.get(name);
  }

  add(ticket: Ticket, command?: Command): Ticket {
    if (ticket.verdict === undefined) this.open.push(ticket);
    if (command !== undefined) {
      this.commands.delete(command.name);
      this.commands.set(command.name, { ...command, ticket });
      const [oldest] = this.commands.keys();
      if (this.commands.size > MOST_REMEMBERED && oldest !== undefined)
        this.commands.delete(oldest);
    }
    return ticket;
  }

  /** Answers the open tickets that the question is about. */
  settle(verdict: Verdict, isAbout: (ticket: Ticket) => boolean = () => true): void {
    for (const ticket of this.open.filter(isAbout)) {
      ticket.verdict = verdict;
      if (ticket.signal !== undefined) logAnswer(ticket.signal, verdict);
    }
    this.open = this.open.filter((ticket) => ticket.verdict === undefined);
  }

  /** Notes a message that nobody waits for: its answer is logged and shown instead. */
  noteSignal(name: string, answer: Pick<Ticket, 'verdict' | 'signal'>): void {
    const at = isoNow();
    this.told = () => ({ name, at, verdict: answer.verdict ?? UNTOLD });
    answer.signal = name;
    if (answer.verdict !== undefined) logAnswer(name, answer.verdict);
  }

  /** The last message that nobody waits for, and what became of it. */
  get lastSignal(): LastSignal | undefined {
    return this.told();
  }

  /** Notes that an update waits for its answer; the oldest of too many is told to look at the status. */
  startWaiting(ticket: Ticket): void {
    ticket.isDismissed = false;
    this.waiting.push(ticket);
    if (this.waiting.length <= MOST_WAITING) return;
    const oldest = this.waiting.shift();
    if (oldest !== undefined) oldest.isDismissed = true;
  }

  stopWaiting(ticket: Ticket): void {
    const at = this.waiting.indexOf(ticket);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  /** The commands with their tickets, for the run that continues this one. */
  remembered(): readonly KnownCommand[] {
    return [...this.commands.values()];
  }
}

/** The reason is left out: it is for people, and may quote what somebody wrote. */
function logAnswer(signal: string, { outcome, type: problem }: Verdict): void {
  log.info('A signal was answered', { signal, outcome, ...(problem && { problem }) });
}
