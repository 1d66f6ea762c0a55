/** A value as it travels: JSON, or nothing. What JSON cannot carry does not arrive. */
export type Payload = string | undefined;

/** Puts a value on the wire. */
export function toPayload(value: unknown): Payload {
  return JSON.stringify(value);
}

/** Takes a value off the wire. */
export function fromPayload(payload: Payload): unknown {
  return payload === undefined ? undefined : (JSON.parse(payload) as unknown);
}

/** Arguments on the wire, one payload each. */
export function toPayloads(values: readonly unknown[]): readonly Payload[] {
  return values.map(toPayload);
}

export function fromPayloads(payloads: readonly Payload[]): unknown[] {
  return payloads.map(fromPayload);
}
