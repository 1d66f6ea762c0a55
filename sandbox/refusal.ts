/** A request that Seam refuses: the error body that a client reads is made of these fields (nextlove's shape). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    type: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = details;
  }
}

/** The refusal of input that is well-formed and yet impossible, in the words of Seam's own validation. */
export function invalidInput(message: string): Refusal {
  return new Refusal(400, 'invalid_input', message, { validation_errors: { _errors: [message] } });
}

/** The refusal of something that the access system does not do. */
export function notSupported(message: string): Refusal {
  return new Refusal(400, 'not_supported', message);
}

/** The refusal for an object that Seam does not know, for example `acs_user`. */
export function notFound(kind: string, status = 404): Refusal {
  return new Refusal(status, `${kind}_not_found`, `${kind} not found`);
}

/** The body that Seam sends with a refusal. */
export function refusalBody(refusal: Refusal): Record<string, unknown> {
  const { type, message, details } = refusal;
  return { error: { type, message, ...details, data: {} }, ok: false };
}
