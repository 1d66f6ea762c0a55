#!/usr/bin/env node
import { commands } from './commands/index.ts';
import { dispatch } from './dispatch.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await dispatch(commands, process.argv.slice(2), processTerminal());
