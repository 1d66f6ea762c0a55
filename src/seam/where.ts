/*
 * What can be a key of Seam's API and where Seam can be. Apart from the client that uses them, which
 * takes a fifth of a second to load: a command that does not ask Seam reads its configuration too.
 */

/** Whether a text can be an API key. Seam's client refuses its other tokens, which start alike. */
export function isSeamApiKey(text: string): boolean {
  return /^seam_(?!cst|pk|at)[\x21-\x7e]+$/.test(text);
}

/**
 * Whether requests to a URL can be sent below it. A user name in it would replace the API key, and the
 * route would become part of a query or a fragment.
 */
export function isSeamEndpoint(text: string): boolean {
  return /^https?:\/\/[^\s\\?#@/][^\s\\?#@]*$/i.test(text) && URL.canParse(text);
}
