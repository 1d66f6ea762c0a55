import type { Logger, LogLevel, LogMetadata } from '@temporalio/worker';
import type { Level } from 'pino';

import { PayloadUnreadable } from '../codec/unreadable.ts';

import { lineLog } from './line-log.ts';

const LEVELS: Record<LogLevel, Level> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

// What may be logged, by name: anything else that a library adds could be personal.
const ALLOWED = [
  'workflowId',
  'runId',
  'workflowType',
  'activityId',
  'activityType',
  'attempt',
  'taskQueue',
  'durationMs',
  'state',
  'signal',
  'outcome',
  'step',
  'problem',
  'why',
] as const;

// Each of our queues has one kind of task only; Temporal tells of the kinds that it has not.
const BY_DESIGN = /^No (?:activities|workflows|Nexus services) registered/;

/**
 * Temporal's logger over pino, by an allow-list, on standard error: one JSON line an entry, or one that
 * people can read if it is a terminal.
 */
export function workerLog(level: Level): Logger {
  const out = lineLog(level);
  const log = (at: LogLevel, message: string, meta?: LogMetadata): void => {
    if (!BY_DESIGN.test(message)) out[LEVELS[at]](allowed(meta), message);
  };
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

function allowed(meta: LogMetadata | undefined): Record<string, unknown> {
  if (meta === undefined) return {};
  const known = ALLOWED.flatMap((name): [string, unknown][] => {
    const value: unknown = meta[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(known), ...describe(meta['error']) };
}

/** Our own failures have texts of ours; of any other error only its class and its place are told. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {};
  if (error instanceof PayloadUnreadable) return { failure: error.name, message: error.message };
  // Told by name: one that a workflow threw is of the class that its own context knows.
  if (error.name === 'ApplicationFailure') {
    const type: unknown = 'type' in error ? error.type : undefined;
    return { failure: type, message: error.message };
  }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { failure: error.name, at: frames.slice(0, 6).map((line) => line.trim()) };
}
