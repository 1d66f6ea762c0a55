import type { MicroStory } from './host.ts';

/** Where the trace of a micro-story is kept, that every host must leave. */
export function traceFile({ name }: MicroStory): string {
  return new URL(`traces/${name.replaceAll(/[^a-z]+/g, '-')}.txt`, import.meta.url).pathname;
}
