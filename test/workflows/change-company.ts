import type { Rig } from '../support/rig.ts';

import { examine, faultsOfEnd, walk } from './change-examination.ts';
import { instantOf, sendAndListen, sendAsSignal, sendByClient } from './change-message.ts';
import type { Point } from './change-points.ts';
import type { Member, Outcome, Play, Scene } from './change-roles.ts';
import { seeSite } from './change-site.ts';
import type { System } from './change-table.ts';

const LISTING: Readonly<Record<System, string>> = { 'Salto KS': 'ks-pin', 'Salto Space': 'space' };
/** Stays that are told something at a sharp moment have it so far apart. */
const APART_HOURS = 30 / 3_600;
const EVERYTHING = { route: '*', when: 'before' } as const;

/**
 * Plays stays of one age together, since they share one clock: takes them to each scene's point,
 * tells each its lines, and walks them to their ends, looking at doors, verdicts and ledgers.
 */
export async function playTogether(play: Play): Promise<Outcome> {
  try {
    return await playToTheEnd(play);
  } finally {
    await play.rig.seam.post('release', {});
  }
}

async function playToTheEnd(play: Play): Promise<Outcome> {
  const { rig, scenes } = play;
  const members = await book(play);
  const faults: string[] = [];
  for (const [index, { point }] of scenes.entries()) {
    // At a sharp moment each stay has the clock to itself.
    const groups = point.isSharp === true ? members.map((member) => [member]) : [members];
    for (const group of groups) {
      if (point !== scenes[index - 1]?.point) await arrive(rig, group, point, index === 0);
      await tell(play, group, index);
      if (index === scenes.length - 1) faults.push(...(await examine(rig, inTime(group))));
    }
  }
  faults.push(...(await walk(rig, inTime(members))), ...(await faultsOfEnd(rig, inTime(members))));
  return { faults, late: members.flatMap(({ isLate, part }) => (isLate ? [part] : [])) };
}

function inTime(members: readonly Member[]): readonly Member[] {
  return members.filter(({ isLate }) => isLate !== true);
}

/** Puts every stay; where the put itself is to be disturbed, until Seam has one request of each in hand. */
async function book({ rig, system, name, scenes, parts }: Play): Promise<readonly Member[]> {
  const point = scenes[0]?.point;
  const isUnderWay = point?.moment === undefined;
  if (isUnderWay && point?.hold !== undefined) await rig.seam.post('hold', point.hold);
  const isSharp = scenes.some((scene) => scene.point.isSharp === true);
  const members = parts.map((part, index): Member => {
    const id = `${name}.${index}`;
    const later = isSharp ? index * APART_HOURS : 0;
    const booking = rig.reservation(id, 24 + later, 72 + later, { listingId: LISTING[system] });
    const title = part.lines.flatMap((lines) => lines.map((line) => line.title)).join(', then ');
    const firstAnswer = rig.stays.put(booking);
    return { id, title, part, system, booking, answers: [], firstAnswer };
  });
  if (isUnderWay && point !== undefined) await untilHeld(rig, point, members.length);
  else await Promise.all(members.map(async (member) => member.firstAnswer));
  return members;
}

/** Takes stays to a point, with Seam sitting on what it shall sit on. */
async function arrive(
  rig: Rig,
  members: readonly Member[],
  point: Point,
  isFirst: boolean,
): Promise<void> {
  const [first] = members;
  if (first === undefined || point.moment === undefined) return;
  const moment = Date.parse(instantOf(first.booking, point.moment)) + point.moment.seconds * 1_000;
  await rig.sleepUntil(new Date(moment - 5_000).toISOString());
  if (isFirst) await remember(rig, members);
  if (point.hold !== undefined) await rig.seam.post('hold', point.hold);
  await rig.sleepUntil(new Date(moment).toISOString());
  await untilHeld(rig, point, members.length);
}

async function untilHeld(rig: Rig, point: Point, count: number): Promise<void> {
  const route = point.hold?.route;
  if (route === undefined) return;
  interface Requests {
    readonly requests: readonly { readonly is_held: boolean }[];
  }
  const isThere = async (): Promise<boolean> => {
    const { requests } = await rig.seam.get<Requests>(`requests?route=${route}`);
    return requests.filter((request) => request.is_held).length === count;
  };
  await rig.soon(isThere, `${count} requests held at ${route}`);
}

async function remember(rig: Rig, members: readonly Member[]): Promise<void> {
  const { keys } = await seeSite(rig);
  for (const member of members) member.keysBefore = keys.get(member.id);
}

/** Tells each member its lines of a scene, and waits until they are answered, or heard at least. */
async function tell(play: Play, members: readonly Member[], index: number): Promise<void> {
  const { rig, scenes } = play;
  const { point, inOneBreath: isInBreath } = sceneOf(scenes, index);
  const isHeld = isInBreath ?? scenes[index - 1]?.inOneBreath ?? point.hold !== undefined;
  if (isInBreath) await rig.seam.post('hold', EVERYTHING);
  const listens = isHeld || point.isSharp === true;
  const send = play.asSignals ? sendAsSignal : listens ? sendAndListen : sendByClient;
  await Promise.all(
    members.map(async (member) => {
      for (const line of member.part.lines[index] ?? []) {
        const sent = send(rig, member.id, line.message(member.booking, rig.now()));
        member.answers.push(sent.answer);
        await (line.isSettledFirst ? sent.answer : sent.heard);
      }
      if (rig.now() >= edgeAfter(member, point)) member.isLate = true;
    }),
  );
  if (isInBreath) return;
  if (isHeld) await rig.seam.post('release', {});
  for (const member of members) {
    const answers = await Promise.all([member.firstAnswer, ...member.answers]);
    // Heard in time, but not done: that is about the time after the edge.
    const isOver = rig.now() >= edgeAfter(member, point);
    const tooSlow: readonly (string | undefined)[] = isOver ? ['pending', 'too-late'] : ['pending'];
    if (answers.some((answer) => tooSlow.includes(answer?.outcome))) member.isLate = true;
  }
}

/** The edge of the window that a sharp point comes before; epoch milliseconds. */
function edgeAfter({ booking }: Member, { moment, isSharp }: Point): number {
  if (isSharp !== true || moment === undefined || moment.seconds > 0) return Infinity;
  return Date.parse(instantOf(booking, moment));
}

function sceneOf(scenes: readonly Scene[], index: number): Scene {
  const scene = scenes[index];
  if (scene === undefined) throw new RangeError(`There is no scene ${index}.`);
  return scene;
}
