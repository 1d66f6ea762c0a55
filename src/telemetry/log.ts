import type { Logger, LogLevel, LogMetadata } from '@temporalio/worker';
import type { Level } from 'pino';

import { reservationIdOf } from '../contract/names.ts';

import { failureFacts } from './failure-facts.ts';
import { lineLog } from './line-log.ts';
import { type Hear, toldBy } from './told.ts';

const LEVELS: Record<LogLevel, Level> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

// What may be logged, by name and in this order: anything else that a library adds could be personal.
const ALLOWED = [
  'step',
  'request',
  'signal',
  'event',
  'endpoint',
  'outcome',
  'problem',
  'seconds',
  'attempt',
  'route',
  'status',
  'seamType',
  'requestId',
  'tookMs',
  'durationMs',
  'orphans',
  'woken',
  'reported',
  'unread',
  'state',
  'why',
  'workflowId',
  'runId',
  'workflowType',
  'activityId',
  'taskQueue',
] as const;

/** What Temporal's SDK calls otherwise than we do. */
const RENAMED = { activityType: 'step', workflowRunId: 'runId', run_id: 'runId' } as const;

// Each of our queues has one kind of task only; Temporal tells of the kinds that it has not.
const BY_DESIGN = /^No (?:activities|workflows|Nexus services) registered/;

/**
 * Temporal's logger over pino, by an allow-list, on standard error: one JSON line an entry, or one that
 * people can read if it is a terminal. What workflows tell goes to `hear` first, whatever the level; an
 * entry that it has heard before is not logged again.
 */
export function workerLog(level: Level, hear: Hear = () => true): Logger {
  const out = lineLog(level);
  const log = (at: LogLevel, message: string, meta?: LogMetadata): void => {
    const told = toldBy(meta);
    const isNew = told === undefined || hear(told.told, told.runId, told.number);
    if (isNew && !BY_DESIGN.test(message)) out[LEVELS[at]](allowed(meta), message);
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
  const named = { ...meta };
  for (const [theirs, ours] of Object.entries(RENAMED)) named[ours] ??= meta[theirs];
  const reservationId = reservationIdOf(String(named['workflowId'] ?? ''));
  const known = ALLOWED.flatMap((name): [string, unknown][] => {
    const value: unknown = named[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...(reservationId && { reservationId }),
    ...Object.fromEntries(known),
    ...failureFacts(meta['error']),
  };
}
