/** How many puts a backend has in flight that is in a hurry, but not careless. */
const AT_ONCE = 24;

/** Does something with each of them, so many at once. */
export async function withEach<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  atOnce = AT_ONCE,
): Promise<void> {
  const left = items.values();
  const one = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

/** Reservation ids that no other row has. */
export function idsOf(label: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${label}-${String(at + 1).padStart(4, '0')}`);
}
