import type { Verdict } from '../src/contract/verdict.ts';

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
  verdict?: Verdict;
}

const MOST_WAITING = 8;
const MOST_REMEMBERED = 200;

/** The open questions of a stay, oldest first, and the answers by command id: one effect per id. */
export class Tickets {
  private open: Ticket[] = [];
  private readonly byCommand: Map<string, Ticket>;
  private waiting: Ticket[] = [];

  constructor(remembered: readonly (readonly [string, Verdict])[] = []) {
    this.byCommand = new Map(
      remembered.map(([id, verdict]) => [
        id,
        { kind: 'put', standsWith: [], afterEnd: false, verdict },
      ]),
    );
  }

  /** The ticket that a command id already has. */
  of(commandId: string | undefined): Ticket | undefined {
    return commandId === undefined ? undefined : this.byCommand.get(commandId);
  }

  add(ticket: Ticket, commandId: string | undefined): Ticket {
    if (ticket.verdict === undefined) this.open.push(ticket);
    if (commandId !== undefined) {
      this.byCommand.set(commandId, ticket);
      const [oldest] = this.byCommand.keys();
      if (this.byCommand.size > MOST_REMEMBERED && oldest !== undefined)
        this.byCommand.delete(oldest);
    }
    return ticket;
  }

  /** Answers the open tickets that the question is about. */
  settle(verdict: Verdict, isAbout: (ticket: Ticket) => boolean = () => true): void {
    for (const ticket of this.open) if (isAbout(ticket)) ticket.verdict = verdict;
    this.open = this.open.filter((ticket) => ticket.verdict === undefined);
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

  /** The answers by command id, for the run that continues this one. */
  remembered(): (readonly [string, Verdict])[] {
    return [...this.byCommand].flatMap(([id, { verdict }]) =>
      verdict === undefined ? [] : [[id, verdict] as const],
    );
  }
}
