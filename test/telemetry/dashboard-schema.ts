import { z } from 'zod';

const source = z.strictObject({
  type: z.literal('prometheus'),
  uid: z.literal('${datasource}'),
});
const units = z.enum(['s', 'reqps']);
const steps = z
  .array(z.strictObject({ color: z.string(), value: z.number().nullable() }))
  .refine(([first]) => first?.value === null, 'The first step is the one below all others.');

const panel = {
  id: z.int().positive(),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: source,
  gridPos: z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  targets: z
    .array(
      z.strictObject({
        refId: z.string().regex(/^[A-Z]$/),
        expr: z.string(),
        legendFormat: z.string().optional(),
      }),
    )
    .nonempty(),
};
const fields = (custom: z.ZodRawShape) =>
  z.strictObject({
    defaults: z.strictObject({ unit: units.optional(), ...custom }),
    overrides: z.tuple([]),
  });

const stat = z.strictObject({
  ...panel,
  type: z.literal('stat'),
  fieldConfig: fields({
    thresholds: z.strictObject({ mode: z.literal('absolute'), steps }),
  }),
  options: z.strictObject({
    colorMode: z.literal('background'),
    graphMode: z.literal('none'),
    reduceOptions: z.strictObject({
      calcs: z.tuple([z.literal('lastNotNull')]),
      fields: z.literal(''),
      values: z.literal(false),
    }),
  }),
});
const timeSeries = z.strictObject({
  ...panel,
  type: z.literal('timeseries'),
  fieldConfig: fields({
    min: z.literal(0),
    custom: z.strictObject({ fillOpacity: z.int(), showPoints: z.literal('never') }),
  }),
  options: z.strictObject({
    legend: z.strictObject({
      displayMode: z.literal('list'),
      placement: z.literal('bottom'),
      showLegend: z.boolean(),
    }),
    tooltip: z.strictObject({ mode: z.literal('multi'), sort: z.literal('desc') }),
  }),
});

/**
 * Every word that the dashboard uses, with the shape that Grafana's own schema gives it: a word that is misspelled, stands
 * in the wrong place or is used for the first time has to be looked up there first (`@grafana/schema`, Dashboard).
 */
export const dashboardSchema = z.strictObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  schemaVersion: z.literal(39),
  version: z.int(),
  editable: z.boolean(),
  graphTooltip: z.literal(1),
  timezone: z.literal('browser'),
  refresh: z.string(),
  time: z.strictObject({ from: z.string(), to: z.literal('now') }),
  templating: z.strictObject({
    list: z.tuple([
      z.strictObject({
        name: z.literal('datasource'),
        label: z.string(),
        type: z.literal('datasource'),
        query: z.literal('prometheus'),
        hide: z.literal(0),
      }),
    ]),
  }),
  annotations: z.strictObject({
    list: z.array(
      z.strictObject({
        name: z.string(),
        datasource: source,
        enable: z.boolean(),
        iconColor: z.string(),
        expr: z.string(),
        titleFormat: z.string(),
      }),
    ),
  }),
  panels: z.array(z.discriminatedUnion('type', [stat, timeSeries])),
});
