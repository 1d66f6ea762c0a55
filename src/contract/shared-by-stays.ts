/**
 * Loaded once in a worker, before the first stay, with all of the workflows: each stay would load a copy of its own
 * otherwise, of 1 MB. Temporal's SDK freezes what stays share, and whatever hangs on it, but passes over a module that is
 * frozen already. Zod makes a schema's methods when they are first asked for, and sets back its patterns before
 * each use, which fails on what is frozen; and nobody can tell a schema that was used from one that was not. So the modules of
 * the schemas and of the patterns are frozen here, and what they hold is not. Only the bundler can read this: it makes
 * plain objects of modules.
 */
import { z } from 'zod';

import * as closing from './closing.ts';
import * as guest from './guest.ts';
import * as reconciling from './reconciling.ts';
import * as reservation from './reservation.ts';
import * as status from './status-schema.ts';
import * as verdict from './verdict-schema.ts';

const MODULES = [closing, guest, reconciling, reservation, status, verdict, z.core.regexes];

for (const module of MODULES) Object.freeze(module);
