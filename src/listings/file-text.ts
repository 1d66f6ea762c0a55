/** The text of a file, without the mark of its encoding; or which encoding it has instead of UTF-8. */
export type FileText = { readonly text: string } | { readonly encoding: string };

/** Reads the bytes of a file that is to be UTF-8. */
export function readFileText(bytes: Uint8Array): FileText {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // JSON begins with an ASCII character, of which UTF-16 makes two bytes.
  if (isMarked || first === 0 || second === 0) return { encoding: 'UTF-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: 'Latin-1 or another 8-bit encoding' };
  }
}
