import { ConfigurationError, seam } from '../config.ts';
import type { Seam } from '../seam/port.ts';

/** Seam where its settings can be used; else why not, in a sentence. */
export async function seamIfConfigured(): Promise<Seam | string> {
  try {
    const config = seam();
    // Its client takes a fifth of a second to load, which nobody waits for who has no key.
    const { connectSeam } = await import('../seam/seam-http.ts');
    return connectSeam(config);
  } catch (error) {
    if (error instanceof ConfigurationError) return `${error.message}.`;
    throw error;
  }
}
