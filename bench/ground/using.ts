/** What has to be closed after use. */
interface Closable {
  close(): Promise<void>;
}

/** Opens something, uses it, and closes it however that ends. */
export async function using<T extends Closable, R>(
  opening: Promise<T>,
  use: (opened: T) => Promise<R>,
): Promise<R> {
  const opened = await opening;
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
