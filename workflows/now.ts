/** The workflow's clock, as statuses and ledgers write it: ISO 8601 in UTC. */
export function isoNow(): string {
  return new Date(Date.now()).toISOString();
}
