import { type Level, type Logger, pino } from 'pino';

import { readableLine } from './log-line.ts';

/** A log on standard error: one JSON line an entry, or one that people can read if it is a terminal. */
export function lineLog(level: Level): Logger {
  const lines = pino.destination({ dest: 2, sync: true });
  const readable = { write: (line: string) => lines.write(`${readableLine(line)}\n`) };
  return pino({ level, base: null }, process.stderr.isTTY ? readable : lines);
}
