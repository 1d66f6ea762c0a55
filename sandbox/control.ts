import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import { faultSchema, setFault } from './fault-plan.ts';
import { setListsLag } from './lists-lag.ts';
import { actBehind, behindSchema } from './model/behind.ts';
import { reviewAllSeats, reviewSite } from './model/seats.ts';
import { seedSchema, seedUsers } from './model/seed-users.ts';
import { instant, uuid } from './parameters.ts';
import { ledgerEntryView } from './request-ledger.ts';
import { type Call, type Route, route } from './route.ts';
import { switchesSchema } from './switches.ts';
import { doorsView, objectsView } from './views/model-views.ts';
import { iso, present } from './views/wire.ts';
import { toldTime } from './workspace.ts';

const nothing = z.object({});
const doorsAt = z.object({ at: instant.optional() });
const requestsOf = z.object({ route: z.string().optional() });
const holding = z.object({
  route: z.string().min(1).default('*'),
  when: z.enum(['before', 'after']).default('before'),
  nth: z.int().positive().optional(),
});
const releasing = z.object({ broken: z.boolean().default(false) });
const sticking = z.object({ id: uuid, stuck: z.boolean().default(true) });
const switching = switchesSchema.partial();
const outage = z.object({ seconds: z.number().min(0) });
const lagging = z.object({ seconds: z.number().min(0) });
const hooking = z.object({
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/),
});
const skewing = z.object({ skew_ms: z.number() });

function setSwitches({ workspace }: Call, body: z.output<typeof switching>) {
  Object.assign(workspace.switches, present({ ...body }));
  for (const system of workspace.systems.values()) reviewSite(workspace, system);
  return { switches: workspace.switches };
}

function release({ workspace }: Call, { broken }: z.output<typeof releasing>) {
  workspace.hold = undefined;
  const released = workspace.held.splice(0);
  for (const held of released) {
    if (broken) held.abandon();
    else held.resume();
  }
  return { released: released.length };
}

function listRequests({ workspace }: Call, { route: path }: z.output<typeof requestsOf>) {
  const entries =
    path === undefined
      ? workspace.ledger
      : workspace.ledger.filter((entry) => entry.route === path);
  return { requests: entries.map(ledgerEntryView) };
}

/** The sandbox's own routes, all but `reset`. */
export const controlRoutes: readonly Route[] = [
  route('GET', '/_sandbox/doors', doorsAt, ({ workspace }, { at }) =>
    doorsView(workspace, at ?? toldTime(workspace)),
  ),
  route('GET', '/_sandbox/objects', nothing, ({ workspace }) => objectsView(workspace)),
  route('GET', '/_sandbox/requests', requestsOf, listRequests),
  route('POST', '/_sandbox/faults', faultSchema, ({ workspace }, body) => ({
    fault_id: setFault(workspace, body).id,
  })),
  route('DELETE', '/_sandbox/faults', nothing, ({ workspace }) => {
    workspace.faults.length = 0;
    return {};
  }),
  route('POST', '/_sandbox/hold', holding, ({ workspace }, hold) => {
    workspace.hold = { ...hold, count: 0 };
    return {};
  }),
  route('POST', '/_sandbox/release', releasing, release),
  route('POST', '/_sandbox/outage', outage, ({ workspace }, { seconds }) => {
    workspace.awayUntil = workspace.clock.real + seconds * 1_000;
    return { until: iso(workspace.awayUntil) };
  }),
  route('POST', '/_sandbox/clock', skewing, ({ workspace }, { skew_ms: skew }) => {
    workspace.clock.skew = skew;
    reviewAllSeats(workspace);
    return { now: iso(toldTime(workspace)) };
  }),
  route('POST', '/_sandbox/lists-lag', lagging, ({ workspace }, { seconds }) => {
    setListsLag(workspace, seconds);
    return {};
  }),
  route('POST', '/_sandbox/webhooks', hooking, ({ workspace }, { url, secret }) => {
    const sent = workspace.events.length;
    workspace.webhooks.push({ id: randomUUID(), url, secret, eventTypes: undefined, sent });
    return {};
  }),
  route('POST', '/_sandbox/stick', sticking, ({ workspace }, { id, stuck }) => {
    if (stuck) workspace.stuck.add(id);
    else workspace.stuck.delete(id);
    return {};
  }),
  route('GET', '/_sandbox/switches', nothing, ({ workspace }) => ({
    switches: workspace.switches,
  })),
  route('POST', '/_sandbox/switches', switching, setSwitches),
  route('POST', '/_sandbox/behind', behindSchema, ({ workspace }, act) => {
    actBehind(workspace, act);
    return {};
  }),
  route('POST', '/_sandbox/seed-users', seedSchema, ({ workspace }, body) => ({
    seeded: seedUsers(workspace, body),
  })),
];
