import { DefaultLogger, type LogLevel, type LogMetadata, Runtime } from '@temporalio/worker';

import { toldBy } from '../../src/telemetry/told.ts';

import { hearAll } from './told.ts';

/** At INFO each worker tells its whole life; what workflows tell is for whoever listens. */
class QuietLogger extends DefaultLogger {
  override log(level: LogLevel, message: string, meta?: LogMetadata): void {
    const told = toldBy(meta);
    if (told === undefined) super.log(level, message, meta);
    else hearAll(told.told, told.runId, told.number);
  }
}

// Files of one process share its runtime.
if (Runtime._instance === undefined) Runtime.install({ logger: new QuietLogger('WARN') });
