/** One request as both ledgers tell it. */
export interface LedgerLine {
  readonly route: string;
  readonly parameters: object;
  readonly status: number | null;
  readonly fault: string | null;
}

/**
 * A ledger as both worlds must have it: what is made, changed and removed in its exact order, with
 * the names of its parameters, its fault and its answer; in between, what is looked at. Of the looks
 * only which there are counts: how often Seam is polled depends on how long things take, and what is
 * asked at once arrives in any order.
 */
export function seamCalls(ledger: readonly LedgerLine[]): readonly string[] {
  const calls: string[] = [];
  let looks = new Set<string>();
  for (const line of ledger) {
    if (isLook(line.route)) {
      looks.add(told(line));
      continue;
    }
    calls.push(...[...looks].toSorted(), told(line));
    looks = new Set();
  }
  return [...calls, ...[...looks].toSorted()];
}

function isLook(route: string): boolean {
  return /\/(get|list)[a-z_]*$/.test(route);
}

function told({ route, parameters, status, fault }: LedgerLine): string {
  const names = Object.keys(parameters).toSorted().join(' ');
  return `${route} (${names}): ${status ?? 'no answer'}${fault === null ? '' : `, ${fault}`}`;
}
