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
  await allOf(Array.from({ length: atOnce }, one));
}

/** Waits for all of them, and fails only then: whatever goes on would fail anew when what it uses is closed. */
export async function allOf<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** Reservation ids that no other row has. */
export function idsOf(label: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${label}-${String(at + 1).padStart(4, '0')}`);
}
