/**
 * Resolves when somebody asks this process to stop. Ctrl-C may arrive twice, from the terminal and
 * from npm: more than the first changes nothing.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => resolve());
  });
}
