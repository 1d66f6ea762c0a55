#!/usr/bin/env node
import { commands } from './commands/index.ts';
import { dispatch } from './dispatch.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await dispatch(commands, process.argv.slice(2), processTerminal());
// Ctrl-C may come twice, from the terminal and from npm. A process that ends by itself takes its
// handlers off first, and the second signal would kill it.
if (process.listenerCount('SIGINT') > 0) process.stdout.write('', () => process.exit());
