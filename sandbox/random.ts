/** A repeatable stream of random numbers. */
export interface RandomStream {
  /** The next unsigned 32-bit integer. */
  next(): number;
}

/** Makes the stream that belongs to a seed; the same seed always gives the same numbers (sfc32). */
export function randomStream(seed: string): RandomStream {
  let [a, b, c, counter] = hash(seed);
  const stream = {
    next(): number {
      const result = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + result;
      return result >>> 0;
    },
  };
  // The first numbers of neighbouring seeds still resemble each other.
  for (let round = 0; round < 12; round += 1) stream.next();
  return stream;
}

/** The next UUID of a stream (version 4, RFC 9562). */
export function nextUuid(stream: RandomStream): string {
  const a = hex(stream.next());
  const b = hex(((stream.next() & 0xffff0fff) | 0x00004000) >>> 0);
  const c = hex(((stream.next() & 0x3fffffff) | 0x80000000) >>> 0);
  const d = hex(stream.next());
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}

/** The next number in [0, 1) of a stream. */
export function nextFraction(stream: RandomStream): number {
  return stream.next() / 2 ** 32;
}

/** The next PIN of a stream: decimal digits, the first of which may be zero. */
export function nextPin(stream: RandomStream, digits: number): string {
  return String(Math.floor(nextFraction(stream) * 10 ** digits)).padStart(digits, '0');
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function hash(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    state[0] = Math.imul(state[0] ^ unit, 0x01000193);
    state[1] = Math.imul(state[1] ^ state[0], 0x5bd1e995);
    state[2] = Math.imul(state[2] ^ state[1], 0x1b873593) ^ (state[0] >>> 13);
    state[3] = Math.imul(state[3] ^ state[2], 0x2545f491) ^ (state[1] >>> 15);
  }
  return state;
}
