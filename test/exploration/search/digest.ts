import { desiredOf } from '../../../src/stay/desired.ts';
import { isForNobody } from '../../../src/stay/overtakes.ts';
import { isActivity } from '../../../src/stay/record.ts';
import type { Fields } from '../../../src/stay/requests.ts';
import { scopeKey } from '../../../src/stay/scope.ts';
import { askedKey } from '../../../src/stay/tries.ts';
import type { World } from '../world/world.ts';

import { writeEarlier } from './earlier-runs.ts';
import { isLeft, writeLedger } from './ledgers.ts';
import { Picture } from './picture.ts';
import { fieldsOf, walkField, walkText } from './walking.ts';

const PICTURE = new Picture();

/**
 * What two worlds must have in common to be one. `what matters`: everything that any move to come, or any invariant,
 * depends on. `everything`: the same, and what is said to matter no more; it shows that nothing is found by that which
 * is not found without.
 */
export type Telling = 'what matters' | 'everything';

/**
 * A number that is the same for worlds which differ in nothing that matters from here on: times are their order and
 * their distance to now, ids and request numbers are counted as they come, and what `left-out.ts` names is left out. `mayFail`: there
 * may be a fault yet.
 */
export function digestOf(world: World, mayFail: boolean, telling: Telling): number {
  const { state, running, now, seam, witness } = world;
  const { open, received } = state.requests;
  const tellsAll = telling === 'everything';
  PICTURE.begin({ now, oldest: open[0]?.number ?? received + 1, mayFail, tellsAll });
  PICTURE.inner(running.step, true);
  PICTURE.text(doingOf(world));
  if (tellsAll) {
    writeFields(state, ['ledger', 'problems', 'requests']);
    writeFields(state.requests, []);
    PICTURE.number(state.requests.overtaking);
    PICTURE.inner(seam);
    PICTURE.inner(witness);
  } else {
    writeFields(state, ['ledger', 'problems', 'requests', 'lastCreateAt', 'tries']);
    // How many requests there were tells nothing: the next one is the newest.
    writeFields(state.requests, ['received']);
    writeTries(world);
    // Only a list that lags shows what is just gone.
    writeFields(seam, mayFail ? ['lastSentAt'] : ['lastSentAt', 'justGone']);
    writeSent(world);
    writeWitness(world);
  }
  writeLedger(PICTURE, world, { mayFail, tellsAll });
  writeEarlier(PICTURE, world);
  writeOrder(world);
  PICTURE.text(problemsOf(state.problems));
  return PICTURE.hash();
}

/** How far the running step is, and whether there was a run before. */
function doingOf({ state, running, earlier }: World): string {
  const { step, isCancelled, isSlow } = running;
  const isOvertaken = isActivity(step) && step.overtaking < state.requests.overtaking;
  const standsForNobody = isActivity(step) && isForNobody(step);
  const how = isCancelled ? 'cancelled' : isSlow ? 'slow' : 'going on';
  const facts = { overtaken: isOvertaken, 'for nobody': standsForNobody, 'once more': earlier };
  return [how, ...Object.entries(facts).flatMap(([fact, is]) => (is ? [fact] : []))].join(', ');
}

function writeFields(record: object, except: readonly string[]): void {
  const fields = record as Readonly<Record<string, unknown>>;
  for (const key of fieldsOf(record)) {
    if (except.includes(key)) continue;
    PICTURE.text(key);
    walkField(PICTURE, key, fields[key]);
  }
}

function problemsOf(problems: World['state']['problems']): string {
  const shown = Object.entries(problems).map(([source, { type }]) => `${source} ${type}`);
  return shown.toSorted().join(' ');
}

/**
 * Moments that are past decide by their order here: what is unconfirmed could still come at the first proof, or a late
 * request may have undone a suspension since; and no check-out may be planned that is before the check-in.
 */
function writeOrder({ state, running }: World): void {
  const { life, ledger } = state;
  const { firstProofAt = Infinity } = life.phase === 'ending' ? life : {};
  for (const { unconfirmedUntil = '', suspendedAt } of ledger) {
    if (Date.parse(unconfirmedUntil) > firstProofAt) PICTURE.text('to be looked for once more');
    if (suspendedAt !== undefined && suspendedAt < unconfirmedUntil) PICTURE.text('undone');
  }
  const { step } = running;
  const planned: Partial<Fields> = step.do === 'planStay' ? step.about.fields : {};
  for (const { checkIn, checkOut } of [desiredOf(state), planned]) {
    if (checkIn && checkOut && checkOut.value <= checkIn.value) PICTURE.text('no night');
  }
}

/** Of a pause for which Seam asked nothing is left once it is over. */
function writeTries({ state, now }: World): void {
  for (const key of fieldsOf(state.tries)) {
    const tried = state.tries[key];
    if (tried === undefined || (tried.notBefore <= now && key.startsWith(askedKey('')))) continue;
    walkText(PICTURE, key);
    PICTURE.inner(tried);
  }
}

/** When something was sent last that makes something counts until it can come no more, and after a first proof. */
function writeSent({ state, seam, now }: World): void {
  const { life, lastCreateAt } = state;
  const isProven = 'firstProofAt' in life && life.firstProofAt !== undefined;
  for (const sentAt of [lastCreateAt, seam.lastSentAt]) {
    if (sentAt === undefined) PICTURE.text('never');
    else if (isProven || sentAt > now) PICTURE.instant(sentAt);
    else PICTURE.text('sent');
  }
}

/** Where nothing is left, nothing is granted without being changed again; and what a reissue is to replace counts until it is answered. */
function writeWitness(world: World): void {
  const { witness, state, now } = world;
  writeFields(witness, ['unseen', 'toReplace', 'askedToWait']);
  if (witness.askedToWait !== undefined && witness.askedToWait.until > now)
    PICTURE.inner(witness.askedToWait);
  if (witness.unseen.length > 0) {
    const here = state.ledger.filter((e) => isLeft(world, e)).map(({ scope }) => scopeKey(scope));
    for (const key of witness.unseen) {
      if (here.some((scope) => key.startsWith(scope))) PICTURE.text(key);
    }
  }
  for (const replaced of witness.toReplace) {
    if (state.requests.open.some(({ number }) => number === replaced.number))
      PICTURE.inner(replaced);
  }
}
