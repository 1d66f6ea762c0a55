/** One request as the sandbox takes it, whatever carried it here. */
export interface SandboxRequest {
  readonly method: string;
  /** The path alone, for example `/acs/users/get`. */
  readonly path: string;
  /** Parameters of the query string; a repeated parameter is an array. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** The parsed JSON body, or the text itself where it was not JSON. */
  readonly body?: unknown;
  /** The `Authorization` header. */
  readonly authorization?: string;
  /** Where the sandbox is reached, for `next_page_url`. */
  readonly origin?: string;
}

/** An answer that a client is to receive: an object is sent as JSON, a string as it is. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | string;
}

/**
 * What becomes of a request, as a value that an HTTP server and a simulator both can act out.
 *
 * - `answer`: send it.
 * - `drop`: the connection breaks without an answer. Whether the work was done is for the client to find out.
 * - `silence`: no answer ever comes; the client gives up.
 * - `held`: `/_sandbox/hold` keeps it; `resumed` settles on `/_sandbox/release`.
 */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'drop' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'held'; readonly resumed: Promise<Outcome> };
