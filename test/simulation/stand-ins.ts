import { registerHooks } from 'node:module';

const STAND_INS: Readonly<Record<string, string>> = {
  '@temporalio/workflow': './temporal/workflow.ts',
  '@temporalio/activity': './temporal/activity.ts',
};

/** Has every later import of Temporal's workflow and activity packages get the simulator's stand-in. */
export function useStandIns(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const standIn = STAND_INS[specifier];
      return standIn === undefined
        ? next(specifier, context)
        : { url: new URL(standIn, import.meta.url).href, shortCircuit: true };
    },
  });
}
