/** The way to a field of a value: names of fields, and places in lists. */
export type Way = readonly (string | number)[];

/** The ways to all fields of a value. */
export function waysIn(value: unknown, before: Way = []): readonly Way[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one, at) => waysIn(one, [...before, at]));
  return Object.entries(value).flatMap(([key, inner]) => {
    const way = [...before, key];
    return [way, ...waysIn(inner, way)];
  });
}

/** Records whose keys are no names of fields. */
const KEYED: ReadonlySet<string | number | undefined> = new Set(['tries', 'failing', 'problems']);

/** The name of a field, the same in every entry of a list or of a record by keys, such as `ledger.*.id`. */
export function nameOf(way: Way): string {
  const names = way.map((part, at) =>
    typeof part === 'number' || KEYED.has(way[at - 1]) ? '*' : part,
  );
  return names.join('.');
}

/** A value with what `make` makes of one field; without the field, if that is undefined. */
export function withField<T>(
  value: T,
  [first = '', ...rest]: Way,
  make: (field: unknown) => unknown,
): T {
  if (Array.isArray(value))
    return value.map((one, at) => (at === first ? withField(one, rest, make) : one)) as T;
  const { [first]: field, ...others } = value as Readonly<Record<string, unknown>>;
  const made = rest.length === 0 ? make(field) : withField(field, rest, make);
  return (made === undefined ? others : { ...others, [first]: made }) as T;
}
