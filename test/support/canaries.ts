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
  const text = Buffer.from(bytes).toString('latin1');
  return words.flatMap((word) =>
    Object.entries(ENCODINGS).flatMap(([name, encode]) =>
      encode(word).some((form) => text.includes(Buffer.from(form).toString('latin1')))
        ? [`${word} ${name}`]
        : [],
    ),
  );
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
