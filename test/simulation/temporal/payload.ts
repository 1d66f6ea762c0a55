import { SEALED } from '../../../src/contract/unreadable.ts';

/**
 * A value as it travels: JSON, or nothing. What JSON cannot carry does not arrive. In a story in which payloads are encrypted
 * it is a number under which the server keeps one, which begins as no JSON does.
 */
export type Payload = string | undefined;

const MARK = 'sealed ';

/** The payload that the server keeps under that number. */
export function sealedPayload(number: number): string {
  return MARK + number;
}

/** Whether nobody has opened it. */
export function isSealed(payload: Payload): payload is string {
  return payload?.startsWith(MARK) === true;
}

/** Puts a value on the wire. */
export function toPayload(value: unknown): Payload {
  return JSON.stringify(value);
}

/** Takes a value off the wire; one that the worker could not open is the mark, as the product's converter has it. */
export function fromPayload(payload: Payload): unknown {
  if (isSealed(payload)) return SEALED;
  return payload === undefined ? undefined : (JSON.parse(payload) as unknown);
}

/** Arguments on the wire, one payload each. */
export function toPayloads(values: readonly unknown[]): readonly Payload[] {
  return values.map(toPayload);
}

export function fromPayloads(payloads: readonly Payload[]): unknown[] {
  return payloads.map(fromPayload);
}
