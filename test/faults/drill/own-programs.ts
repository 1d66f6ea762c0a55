import { runCommand } from '../../../src/cli/services/run-command.ts';
import { type Service, startService } from '../../../src/cli/services/service.ts';
import { type Environment, environment } from '../../../src/config.ts';

import { composeSettings } from './compose-settings.ts';

const WITHIN_MS = 120_000;

/** Our own commands and services, each with what the compose file gives it. */
export interface OwnPrograms {
  /** Runs a command to its end; answers what it printed. */
  run(service: string, ...args: readonly string[]): Promise<string>;
  /** Starts a service and waits until it is ready; its end is pushed to `undo`. */
  serve(service: string, ...args: readonly string[]): Promise<Service>;
}

/** What they share. */
export interface OwnSettings {
  /** The built command line, `src/cli/main.js`. */
  readonly program: string;
  /** What Compose is told. */
  readonly settings: Environment;
  /** What is elsewhere than in the containers: addresses and files, by the names of their settings. */
  readonly elsewhere: Environment;
}

/** Makes both ways to start one. */
export function ownPrograms(
  { program, settings, elsewhere }: OwnSettings,
  undo: (() => Promise<unknown>)[],
): OwnPrograms {
  const options = async (service: string, args: readonly string[]) => {
    const told = await composeSettings(service, settings);
    const own = Object.entries(elsewhere).filter(([name]) => name in told);
    return {
      name: `nightlatch ${args.join(' ')}`,
      command: process.execPath,
      args: [program, ...args],
      environment: { ...environment(), ...told, ...Object.fromEntries(own) },
    };
  };
  return {
    run: async (service, ...args) =>
      runCommand({ ...(await options(service, args)), withinMs: WITHIN_MS }),
    async serve(service, ...args) {
      const started = await startService({
        ...(await options(service, args)),
        readyWithinMs: WITHIN_MS,
      });
      undo.push(() => started.stop());
      return started;
    },
  };
}
