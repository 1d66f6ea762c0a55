/** The same objects, each once and hanging together in the same way; functions are shared. */
export function copyOf<T>(original: T): T {
  return copied(original, new Map()) as T;
}

function copied(original: unknown, copies: Map<unknown, unknown>): unknown {
  if (typeof original !== 'object' || original === null) return original;
  const known = copies.get(original);
  if (known !== undefined) return known;
  if (original instanceof Map) {
    const copy = new Map<unknown, unknown>();
    copies.set(original, copy);
    for (const [key, value] of original) copy.set(key, copied(value, copies));
    return copy;
  }
  if (original instanceof Set) {
    const copy = new Set<unknown>();
    copies.set(original, copy);
    for (const value of original) copy.add(copied(value, copies));
    return copy;
  }
  const copy: Record<string, unknown> | unknown[] = Array.isArray(original) ? [] : {};
  copies.set(original, copy);
  for (const [key, value] of Object.entries(original))
    Object.assign(copy, { [key]: copied(value, copies) });
  return copy;
}
