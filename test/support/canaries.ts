/** How a word may stand in a file, a history or a log. */
const ENCODINGS: Readonly<Record<string, (word: string) => readonly string[]>> = {
  'as it is': (word) => [word],
  'in UTF-16': (word) => [Buffer.from(word, 'utf16le').toString('latin1')],
  'in hexadecimal': (word) => [Buffer.from(word).toString('hex')],
  'in an address': (word) => [encodeURIComponent(word)],
  'in JSON of ASCII': (word) => [Array.from(word, escaped).join('')],
  'in base64': (word) => base64(word),
  'in base64 of an address': (word) =>
    base64(word).map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
};

/** Each word that is found in the bytes, with its encoding. */
export function canariesIn(bytes: Uint8Array, words: readonly string[]): readonly string[] {
  const whole = Buffer.from(bytes).toString('latin1');
  // A JSON text within another has its strokes doubled, once for each that it is in.
  const text = `${whole}\n${whole.replaceAll(/\\+/g, '\\')}`;
  return words.flatMap((word) =>
    Object.entries(ENCODINGS).flatMap(([name, encode]) =>
      encode(word).some((form) => text.includes(Buffer.from(form).toString('latin1')))
        ? [`${word} ${name}`]
        : [],
    ),
  );
}

/** What must not be seen: words, and numbers, whose digits alone stand in many an id and many a moment. */
export interface Canaries {
  readonly words: readonly string[];
  readonly numbers: readonly string[];
}

/** Each canary that is found in the bytes, with its encoding; a number is found as such, or in quotes in any encoding. */
export function leaksIn(bytes: Uint8Array, { words, numbers }: Canaries): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const quoted = numbers.map((digits) => `"${digits}"`);
  const bare = numbers.filter((digits) => hasNumber(text, digits));
  return [...canariesIn(bytes, [...words, ...quoted]), ...bare.map((digits) => `${digits} bare`)];
}

/** Whether a text holds a number as such, and not as a part of an id or of a time. */
export function hasNumber(text: string, digits: string): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + digits.length] ?? ' '}`;
    if (!/[0-9a-f.-]/i.test(around)) return true;
  }
  return false;
}

/** The letters that all the bytes around it leave alone, for each place at which the word may begin. */
function base64(word: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]).toString('base64');
    return text.replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -1);
  });
}

function escaped(letter: string): string {
  return `\\u${letter.codePointAt(0)?.toString(16).padStart(4, '0')}`;
}
