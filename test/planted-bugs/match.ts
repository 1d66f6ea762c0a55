import { isNode, nameOf, type Node, type Value } from './syntax.ts';

/** What placeholders stand for, by their names. */
export type Bound = Map<string, Node>;

/**
 * Whether code means what a pattern means. A placeholder, `$name`, stands for whatever is there: an
 * expression, a name or, as a statement of its own, a statement; it is the same wherever it comes again.
 * Notes in `bound` what it stands for.
 */
export function matches(pattern: Value, code: Value, bound: Bound): boolean {
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(code) &&
      pattern.length === code.length &&
      pattern.every((each, at) => matches(each, code[at] ?? null, bound))
    );
  }
  if (!isNode(pattern) || !isNode(code)) return pattern === code;
  const placeholder = placeholderOf(pattern);
  if (placeholder !== undefined) {
    const before = bound.get(placeholder);
    if (before !== undefined) return matches(before, code, new Map());
    bound.set(placeholder, code);
    return true;
  }
  return (
    pattern.type === code.type &&
    Object.entries(pattern.fields).every(([name, value]) =>
      matches(value, code.fields[name] ?? null, bound),
    )
  );
}

/** The name of a placeholder, `$name`; undefined for any other node. */
export function placeholderOf(node: Node): string | undefined {
  const inner = node.type === 'ExpressionStatement' ? node.fields['expression'] : node;
  const name = nameOf(inner);
  return name?.startsWith('$') ? name : undefined;
}
