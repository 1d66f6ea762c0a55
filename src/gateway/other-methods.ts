import type { FastifyInstance } from 'fastify';

import { Problem } from './problem.ts';

/**
 * Answers 405, with the methods that there are, to whoever asks a known address by another one. To be called
 * before the first route is registered; what it answers, once all of them are, registers the rest.
 */
export function otherMethods(app: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>();
  let areAllThere = false;
  app.addHook('onRoute', ({ url, method }) => {
    if (areAllThere) return;
    const methods = known.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    known.set(url, methods);
  });
  return () => {
    areAllThere = true;
    for (const [url, methods] of known) {
      const refuse = async (): Promise<never> => {
        throw new Problem('MethodNotAllowed', { headers: { allow: [...methods].join(', ') } });
      };
      const method = app.supportedMethods.filter((one) => !methods.has(one));
      // Before anything of a body is read: whatever it says, it is not what is wrong.
      app.route({ method, url, schema: { hide: true }, onRequest: refuse, handler: refuse });
    }
  };
}
