import type { z } from 'zod';

import { parseParameters, type RawParameters } from './parameters.ts';
import type { Switches } from './switches.ts';
import type { Wire } from './views/wire.ts';
import type { Workspace } from './workspace.ts';

/** The verb that Seam's own clients use; POST is taken on every path. */
export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call of a route. */
export interface Call {
  readonly workspace: Workspace;
  /** Where the route is reached, without parameters. */
  readonly url: string;
}

/** One of Seam's routes. */
export interface Route {
  readonly path: string;
  readonly verb: Verb;
  /** Whether a switch has taken the route away. */
  isGone(switches: Switches): boolean;
  /** Does the work and returns the body without `ok`; throws a Refusal. */
  perform(call: Call, raw: RawParameters): Wire;
}

/** Defines a route: its path, its client's verb, its parameters and what it answers. */
export function route<Shape extends z.ZodRawShape>(
  verb: Verb,
  path: string,
  parameters: z.ZodObject<Shape>,
  answer: (call: Call, parameters: z.output<z.ZodObject<Shape>>) => Wire,
  isGone: (switches: Switches) => boolean = () => false,
): Route {
  return {
    path,
    verb,
    isGone,
    perform: (call, raw) => answer(call, parseParameters(parameters, raw)),
  };
}
