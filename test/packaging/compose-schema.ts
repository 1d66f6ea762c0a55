import { z } from 'zod';

const duration = z.string().regex(/^\d+s$/);

/**
 * Every word that docker-compose.yml uses, with the shape that the Compose Specification gives it: a word that is
 * misspelled, stands in the wrong place or is used for the first time has to be looked up there first.
 */
export const composeSchema = z.strictObject({
  name: z.string(),
  'x-temporal-version': z.record(z.string(), z.string()),
  'x-nightlatch': z.unknown(),
  'x-temporal-client': z.unknown(),
  services: z.record(
    z.string(),
    z.strictObject({
      image: z.string(),
      build: z.string().optional(),
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).default({}),
      profiles: z.array(z.string()).default([]),
      networks: z.array(z.enum(['default', 'database'])).optional(),
      ports: z.array(z.string()).default([]),
      volumes: z
        .array(
          z.union([
            z.string(),
            z.strictObject({
              type: z.literal('bind'),
              source: z.string(),
              target: z.string(),
              read_only: z.boolean(),
              bind: z.strictObject({ create_host_path: z.boolean() }),
            }),
          ]),
        )
        .default([]),
      depends_on: z
        .record(
          z.string(),
          z.strictObject({ condition: z.string(), required: z.boolean().optional() }),
        )
        .default({}),
      healthcheck: z
        .union([
          z.strictObject({ disable: z.literal(true) }),
          z.strictObject({
            test: z.tuple([z.literal('CMD'), z.string()], z.string()),
            interval: duration,
            timeout: duration,
            start_period: duration.optional(),
            retries: z.int(),
          }),
        ])
        .optional(),
      stop_grace_period: duration.optional(),
      restart: z.literal('unless-stopped').optional(),
      read_only: z.boolean().optional(),
      tmpfs: z.array(z.string()).optional(),
      cap_drop: z.array(z.string()).optional(),
      security_opt: z.array(z.string()).optional(),
    }),
  ),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() })),
  volumes: z.record(z.string(), z.null()),
});
