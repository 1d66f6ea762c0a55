/**
 * Whether a text is a host and a port that both of Temporal's clients read alike: the worker's goes by
 * the rules of URLs, so that `10.1` would be 10.0.0.1 to it and a name to the other.
 */
export function isAddress(text: string): boolean {
  const match = /^(.+):(\d{1,5})$/.exec(text);
  if (match === null) return false;
  const [, host = '', port] = match;
  return (isHostName(host) || isBracketedAddress(host)) && isPort(Number(port));
}

/** Whether a text is a name of a host or its IPv4 address. Umlauts stand in their ASCII form. */
export function isHostName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  return (
    text.length <= 253 &&
    labels.every((label) => /^\w(?:[\w-]{0,61}\w)?$/.test(label)) &&
    URL.parse(`http://${text}`)?.hostname === text.toLowerCase()
  );
}

function isBracketedAddress(text: string): boolean {
  return /^\[[\da-fA-F:.]+\]$/.test(text) && URL.canParse(`http://${text}`);
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
