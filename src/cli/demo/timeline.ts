import type { Verdict } from '../../client/index.ts';
import type { Terminal } from '../terminal.ts';

import type { Part } from './cast.ts';
import type { Progress } from './progress.ts';

/** Writes down what happens to the stays, a line each, with the seconds since the start. */
export interface Timeline {
  /** What the backend said, and what the stay answered. */
  said(part: Part, what: string, verdict: Verdict): void;
  moved(part: Part, progress: Progress): void;
  /** How many doors open for the guest from now on. */
  doors(part: Part, open: number): void;
}

/** A timeline on the terminal. `start` in epoch milliseconds. */
export function printedTimeline(
  parts: readonly Part[],
  terminal: Terminal,
  start: number,
): Timeline {
  const { paint, print } = terminal;
  const width = Math.max(...parts.map((part) => part.title.length));
  const line = (part: Part, sign: string, text: string): void => {
    const seconds = `${((Date.now() - start) / 1_000).toFixed(1)} s`.padStart(7);
    print(`${paint('dim', seconds)}  ${part.title.padEnd(width)}  ${sign} ${text}`);
  };
  return {
    said(part, what, { outcome, reason }) {
      const answer = reason === undefined ? outcome : `${outcome} (${reason})`;
      line(part, paint('yellow', '»'), `${what}: ${answer}`);
    },
    moved: (part, { sign, text }) => line(part, paint(sign === '!' ? 'red' : 'cyan', sign), text),
    doors(part, open) {
      const text =
        open === 0 ? 'every door shut' : `${open} ${open === 1 ? 'door opens' : 'doors open'}`;
      const colour = open === 0 ? 'magenta' : 'green';
      line(part, paint(colour, open === 0 ? '▮' : '▯'), paint(colour, text));
    },
  };
}
