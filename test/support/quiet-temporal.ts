import { DefaultLogger, Runtime } from '@temporalio/worker';

// Files of one process share its runtime. At INFO each worker tells its whole life.
if (Runtime._instance === undefined) Runtime.install({ logger: new DefaultLogger('WARN') });
