import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import type { TestProject } from 'vitest/node';

import { buildProgram, programIn } from './build-program.ts';

/**
 * Builds the command line once for the run: from the sources each worker process would bundle the workflows again.
 * The projects of one run share the build.
 */
export function setup(project: TestProject): () => Promise<void> {
  const folder = join('.cache', `program-${process.pid}-${Math.round(performance.timeOrigin)}`);
  const program = existsSync(folder) ? programIn(folder) : buildProgram(folder);
  project.provide('program', program);
  return async () => rm(folder, { recursive: true, force: true });
}
