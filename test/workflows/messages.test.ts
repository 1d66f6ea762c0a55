import { randomUUID } from 'node:crypto';

import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type Payload } from '@temporalio/common';
import { describe, expect, it, vi } from 'vitest';

import { announceSignal } from '../../src/contract/announcing.ts';
import { cancelStayUpdate, changeStayUpdate, putStayUpdate } from '../../src/contract/messages.ts';
import {
  ANNOUNCE_STAY,
  announceWorkflowId,
  GUEST_STAY,
  stayWorkflowId,
  TASK_QUEUE,
} from '../../src/contract/names.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { CANAL_DOORS, GARDEN_DOORS } from '../support/house.ts';
import { SEALED_PAYLOADS, UNREADABLE_PAYLOADS } from '../support/unreadable-payloads.ts';
import { useRig } from '../support/use-rig.ts';

/** Temporal's number for "answer when the update has completed". */
const COMPLETED = 3;
const HUGE = 'x'.repeat(200_000);

/** What no message of ours may be, whatever its name. */
const GARBAGE: readonly (readonly [string, unknown])[] = [
  ['a number', 42],
  ['a text', 'check out at noon'],
  ['a list', [{ checkOut: '2027-01-01' }]],
  ['a truth value', true],
  ['a field of the wrong type', { checkOut: 7 }],
  ['a moment that is none', { checkOut: 'tomorrow' }],
  ['a year that a keyboard slipped on', { checkOut: '20266-12-24T11:00:00Z' }],
  ['an unknown field', { checkOut: '2027-01-01', chekIn: '2026-12-31' }],
  ['a huge text', { listingId: HUGE }],
  ['a huge name of a field', { [HUGE]: 1 }],
  ['a prototype', JSON.parse('{"__proto__":{"checkOut":"2027-01-01"}}')],
  ['a constructor', { constructor: { prototype: { cancelled: true } } }],
  ['a revision below nothing', { checkOut: '2027-01-01', revision: -1 }],
  ['a revision that is no whole number', { checkOut: '2027-01-01', revision: 1.5 }],
  ['a deep nest', { checkOut: JSON.parse('[['.repeat(100) + ']]'.repeat(100)) }],
];

/** What a backend may write around a cancellation that it means. */
const ODD_CANCELLATIONS: readonly (readonly [string, unknown])[] = [
  ['a reason of 501 characters', { reason: 'x'.repeat(501) }],
  ['no reason', { reason: null }],
  ['a revision in digits', { revision: '3' }],
  ['an unknown field', { because: 'the guest is ill' }],
  ['a command id with a blank', { commandId: 'two words' }],
];

/** Nothing at all: a retry and a check need no more, but a put or a change says something. */
const NOTHING: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
];

const ALL_UNREADABLE = [...UNREADABLE_PAYLOADS, ...SEALED_PAYLOADS];

const rig = useRig('seam_story_messages');

describe('a message that means nothing', () => {
  it('leaves the stay as it is, but for a line in the log, when it is a signal', async () => {
    const log = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const booking = rig.reservation('M-signals', -1, 24);
    await rig.stays.put(booking);
    const stay = rig.client.workflow.getHandle(stayWorkflowId('M-signals'));
    const sent = [
      ...[...GARBAGE, ...NOTHING].flatMap(([, payload]) => [
        ['putStay', payload] as const,
        ['changeStay', payload] as const,
      ]),
      ...GARBAGE.flatMap(([, payload]) => [
        ['retryStay', payload] as const,
        ['checkStay', payload] as const,
      ]),
    ];
    for (const [name, payload] of sent) await stay.signal(name, payload);
    await stay.signal('openSesame', {});
    const longer = rig.inHours(30);
    expect(await rig.stays.change('M-signals', { checkOut: longer })).toMatchObject({
      outcome: 'applied',
      opensAt: booking.checkIn,
      closesAt: longer,
    });
    const lines = log.mock.calls.map(([line]) => String(line));
    log.mockRestore();
    expect(lines.filter((line) => line.includes('A signal was not taken'))).toHaveLength(
      sent.length + 1,
    );
    expect(lines.join('').length).toBeLessThan(100_000);
    expect(await rig.seam.doorsFor('M-signals')).toEqual(CANAL_DOORS);
    await rig.stays.cancel('M-signals');
    expect(await rig.seam.doorsFor('M-signals')).toEqual([]);
  });

  it('is refused by a failure that says why, when it is an update', async () => {
    await rig.stays.put(rig.reservation('M-updates', -1, 24));
    const stay = rig.client.workflow.getHandle(stayWorkflowId('M-updates'));
    for (const [what, payload] of [...GARBAGE, ...NOTHING]) {
      const failure = await refusalOf(stay.executeUpdate(changeStayUpdate, { args: [payload] }));
      expect(failure.type, what).toBe('MalformedPayload');
      expect(failure.nonRetryable, what).toBe(true);
      expect(failure.message, what).toMatch(/^\S+: ./);
      expect(failure.message.length, what).toBeLessThan(500);
    }
    const other = rig.reservation('M-other', 1, 24);
    const failure = await refusalOf(stay.executeUpdate(putStayUpdate, { args: [other] }));
    expect(failure.type).toBe('WrongReservationId');
    await rig.stays.cancel('M-updates');
  });

  it.each(['signal', 'update'] as const)(
    'cancels all the same when it is a cancelStay %s',
    async (way) => {
      const said = [...GARBAGE.slice(0, 4), ...NOTHING.slice(0, 1), ...ODD_CANCELLATIONS];
      const ids = said.map((_, index) => `M-cancel-${way}-${index}`);
      for (const [index, [what, payload]] of said.entries()) {
        const id = ids[index] ?? '';
        await rig.stays.put(rig.reservation(id, -1, 24));
        const stay = rig.client.workflow.getHandle(stayWorkflowId(id));
        if (way === 'signal') await stay.signal('cancelStay', payload);
        else await stay.executeUpdate(cancelStayUpdate, { args: [payload] });
        const isGone = async (): Promise<boolean> =>
          (await rig.stays.show(id)).absentSince !== undefined;
        await rig.until(isGone, `the first proof after ${what}`, 100);
        expect(await rig.seam.doorsFor(id), what).toEqual([]);
        expect(await rig.stays.show(id)).toMatchObject({ endedBy: 'cancellation' });
      }
    },
  );

  it('fails a start by name and at once, when it is what the workflow is started with', async () => {
    const starts: readonly (readonly [string, unknown])[] = [
      ...GARBAGE,
      ...NOTHING,
      ['only an id', { reservationId: 'M-start' }],
      ['a guest that is none', { ...bookingOf('M-start'), guest: 'Ada Guest' }],
    ];
    for (const [index, [what, argument]] of starts.entries()) {
      const failure = await failureOf(stayWorkflowId(`M-start-${index}`), [argument]);
      expect(failure, what).toMatchObject({ type: 'MalformedReservation', nonRetryable: true });
      expect(failure.message.length, what).toBeLessThan(500);
    }
    const failure = await failureOf(stayWorkflowId('M-one'), [bookingOf('M-another')]);
    expect(failure).toMatchObject({ type: 'WrongWorkflowId', nonRetryable: true });
  });

  it('is nothing beside the reservation that a stay is started with', async () => {
    const seconds = GARBAGE.slice(0, 6);
    for (const [index, [, second]] of seconds.entries()) {
      const id = `M-second-${index}`;
      await rig.client.workflow.start(GUEST_STAY, {
        workflowId: stayWorkflowId(id),
        taskQueue: TASK_QUEUE,
        args: [rig.reservation(id, -1, 24), second],
      });
      await rig.until(async () => (await rig.seam.doorsFor(id)).length > 0, 'an open door', 100);
      expect(await rig.stays.show(id)).toMatchObject({ reservationId: id, listingId: 'ks-pin' });
    }
  });
});

describe('a payload that nobody can read', () => {
  // Failure rows: 56
  it('is a message that means nothing, and the stay opens and shuts its doors as before', async () => {
    const log = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await rig.stays.put(rig.reservation('U-signals', -1, 24));
    for (const name of ['putStay', 'changeStay', 'retryStay', 'checkStay', 'openSesame']) {
      for (const [, payload] of ALL_UNREADABLE) await signalRaw('U-signals', name, payload);
    }
    const checkOut = rig.inHours(30);
    expect(await rig.stays.change('U-signals', { checkOut })).toMatchObject({ closesAt: checkOut });
    const lines = log.mock.calls.map(([line]) => String(line));
    log.mockRestore();
    expect(lines.filter((line) => line.includes('A signal was not taken'))).toHaveLength(
      5 * ALL_UNREADABLE.length,
    );
    expect(await rig.seam.doorsFor('U-signals')).toEqual(CANAL_DOORS);
    expect(await rig.ended('U-signals')).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
    expect(await rig.seam.doorsFor('U-signals')).toEqual([]);
  });

  it('cancels all the same when it is a cancelStay signal', async () => {
    for (const [index, [what, payload]] of ALL_UNREADABLE.entries()) {
      const id = `U-cancel-${index}`;
      await rig.stays.put(rig.reservation(id, -1, 24));
      await signalRaw(id, 'cancelStay', payload);
      const isShut = async (): Promise<boolean> => (await rig.seam.doorsFor(id)).length === 0;
      await rig.until(isShut, `shut doors after ${what}`, 100);
      expect(await rig.stays.show(id)).toMatchObject({ endedBy: 'cancellation' });
    }
  });

  it('fails a start by name and at once', async () => {
    for (const [index, [what, payload]] of UNREADABLE_PAYLOADS.entries()) {
      const workflowId = stayWorkflowId(`U-start-${index}`);
      await rig.client.workflowService.startWorkflowExecution({
        namespace: 'default',
        requestId: randomUUID(),
        workflowId,
        workflowType: { name: GUEST_STAY },
        taskQueue: { name: TASK_QUEUE },
        input: { payloads: [payload] },
      });
      const failure = await failureOfRun(rig.client.workflow.getHandle(workflowId).result());
      expect(failure, what).toMatchObject({ type: 'MalformedReservation', nonRetryable: true });
    }
  });

  it('is refused by a failure when it is an update, unless that is a cancellation', async () => {
    await rig.stays.put(rig.reservation('U-updates', -1, 24));
    for (const [what, payload] of ALL_UNREADABLE) {
      const { outcome } = await updateRaw('U-updates', 'changeStay', payload);
      expect(outcome?.failure?.applicationFailureInfo?.type, what).toBe('MalformedPayload');
    }
    expect(await rig.seam.doorsFor('U-updates')).toEqual(CANAL_DOORS);
    const [[, unreadable] = ['', {}]] = UNREADABLE_PAYLOADS;
    expect((await updateRaw('U-updates', 'cancelStay', unreadable)).outcome?.success).toBeTruthy();
    expect(await rig.seam.doorsFor('U-updates')).toEqual([]);
  });
});

describe('events that are handed over', () => {
  // To no endpoint: this server's clock would stand still for a delivery that nobody makes.
  const held = {
    ...{ number: 3, run: 'run-1', type: 'stay.held', at: '2027-01-01T12:00:00.000Z', to: [] },
    data: { listingId: 'ks-pin', phase: 'open', opensAt: '2027-01-01T12:00:00.000Z' },
  };
  /** Starts what delivers the events of a stay, and hands it something. */
  const handOver = (id: string, argument: unknown, said: unknown) =>
    rig.client.workflow.signalWithStart(ANNOUNCE_STAY, {
      workflowId: announceWorkflowId(id),
      taskQueue: TASK_QUEUE,
      args: [argument],
      signal: announceSignal,
      signalArgs: [said],
    });

  it('are taken, and what means nothing is not', async () => {
    const argument = { reservationId: 'E-1' };
    const taken = await handOver('E-1', argument, { announcements: [held] });
    const heard = [{ run: 'run-1', number: 3 }];
    expect(await taken.result()).toEqual({ ...argument, sequence: 3, heard, queue: [] });
    const malformed = [{ announcements: [{ ...held, to: 'front-desk' }] }, ...GARBAGE.slice(0, 5)];
    for (const said of malformed) {
      const run = await handOver('E-1', argument, said);
      expect(await run.result()).toEqual({ ...argument, sequence: 0, heard: [], queue: [] });
    }
  });

  it('are nothing to a workflow that is started with what is no stay', async () => {
    for (const [what, argument] of [...GARBAGE, ...NOTHING]) {
      const run = await handOver('E-2', argument, { announcements: [held] });
      const failure = await failureOfRun(run.result());
      expect(failure, what).toMatchObject({ type: 'MalformedAnnouncer', nonRetryable: true });
    }
  });
});

describe('a verdict', () => {
  // Failure rows: 9
  it('is pending after a minute of a Seam that is away, and the change is done when it is back', async () => {
    await rig.stays.put(rig.reservation('V-minute', -1, 24));
    await rig.seam.post('outage', { seconds: 300 });
    const answer = underWay(rig.stays.change('V-minute', { checkOut: rig.inHours(30) }));
    await untilTaken('V-minute', 'planStay', 2);
    // Well before the minute, since the server's time also goes on by itself.
    await rig.sleep(40_000);
    expect(await isAnswered(answer)).toBe(false);
    await rig.sleep(25_000);
    expect(await answer).toMatchObject({ outcome: 'pending', reason: expect.stringMatching(/60/) });
    expect((await rig.stays.show('V-minute')).problem?.type).toBe('SeamUnavailable');
    expect(await rig.seam.doorsFor('V-minute')).toEqual(CANAL_DOORS);
    await rig.sleep(300_000);
    await rig.until(async () => (await rig.stays.show('V-minute')).problem === undefined, 'calm');
    expect(await rig.seam.doorsFor('V-minute', rig.inHours(26))).toEqual(CANAL_DOORS);
  });

  it('is given at once to what was overtaken, however slow Seam is', async () => {
    await rig.stays.put(rig.reservation('V-overtaken', -1, 24));
    await rig.seam.post('hold', { route: '*' });
    const first = underWay(rig.stays.change('V-overtaken', { checkOut: rig.inHours(30) }));
    await untilTaken('V-overtaken', 'planStay', 2);
    const other = underWay(rig.stays.change('V-overtaken', { listingId: 'ks-pin-garden' }));
    const latest = rig.inHours(40);
    const second = underWay(rig.stays.change('V-overtaken', { checkOut: latest }));
    expect(await first).toMatchObject({ outcome: 'superseded' });
    expect(await isAnswered(other)).toBe(false);
    await rig.seam.post('release', {});
    expect(await other).toMatchObject({ outcome: 'applied' });
    expect(await second).toMatchObject({ outcome: 'applied', closesAt: latest });
    expect(await rig.seam.doorsFor('V-overtaken', rig.inHours(39))).toEqual(GARDEN_DOORS);
  });

  it('of the oldest is pending when more than eight wait, and its command still gets the true one', async () => {
    const checkOut = rig.inHours(30);
    const booking = rig.reservation('V-nine', -1, 24);
    await rig.stays.put(booking);
    await rig.seam.post('hold', { route: '*' });
    const longer = { checkOut, commandId: 'nine-1' };
    const answers = [underWay(rig.stays.change('V-nine', longer))];
    // Eight times what is wanted already: none of them overtakes another.
    for (let heard = 2; heard <= 9; heard += 1) {
      await rig.until(async () => (await messagesHeard('V-nine')) === heard, 'a message', 20);
      answers.push(underWay(rig.stays.put({ ...booking, checkOut })));
    }
    expect(await answers[0]).toMatchObject({
      outcome: 'pending',
      reason: expect.stringMatching(/many/),
    });
    expect(await isAnswered(answers[1])).toBe(false);
    expect(await isAnswered(answers[8])).toBe(false);
    await rig.seam.post('release', {});
    for (const answer of answers.slice(1)) {
      expect(await answer).toMatchObject({ outcome: 'applied', closesAt: checkOut });
    }
    // Asked once more, the command has settled.
    expect(await rig.stays.change('V-nine', longer)).toMatchObject({ outcome: 'applied' });
  });

  it('of the same command again is as it is by now, and its one effect stays one', async () => {
    await rig.stays.put(rig.reservation('V-command', -1, 24));
    const [later, latest] = [rig.inHours(30), rig.inHours(40)];
    const command = { checkOut: later, commandId: 'c-1' };
    const first = await rig.stays.change('V-command', command);
    expect(first).toMatchObject({ outcome: 'applied', closesAt: later });
    expect(await rig.stays.change('V-command', command)).toEqual(first);
    expect(await rig.stays.change('V-command', { checkOut: latest })).toMatchObject({
      outcome: 'applied',
    });
    // A repetition, and an abandoned update's signal that comes late, change nothing any more.
    expect(await rig.stays.change('V-command', command)).toMatchObject({ outcome: 'superseded' });
    const stay = rig.client.workflow.getHandle(stayWorkflowId('V-command'));
    await stay.signal('changeStay', command);
    await stay.executeUpdate(changeStayUpdate, { args: [command], updateId: 'another' });
    expect(await rig.stays.show('V-command')).toMatchObject({ closesAt: latest });
  });

  it('of a refused change names why, and all that it said returns to what was applied', async () => {
    const booking = rig.reservation('V-refused', -1, 24);
    await rig.stays.put(booking);
    await rig.seam.post('hold', { route: '*' });
    const [checkIn, checkOut] = [rig.inHours(-2), rig.inHours(30)];
    const good = underWay(rig.stays.change('V-refused', { checkIn }));
    await untilTaken('V-refused', 'planStay', 2);
    const bad = underWay(rig.stays.change('V-refused', { checkOut, listingId: 'nowhere' }));
    await rig.until(async () => (await messagesHeard('V-refused')) === 3, 'both', 20);
    await rig.seam.post('release', {});
    expect(await bad).toMatchObject({ outcome: 'refused', type: 'UnknownListing' });
    expect(await good).toMatchObject({ outcome: 'applied', opensAt: checkIn });
    expect(await rig.stays.show('V-refused')).toMatchObject({
      listingId: 'ks-pin',
      opensAt: checkIn,
      closesAt: booking.checkOut,
    });
  });
});

describe('a command id', () => {
  it('is of one kind: under the id of its put, a cancellation shuts the door', async () => {
    const commandId = 'booking-7';
    const booking = rig.reservation('N-kinds', -1, 24, { commandId });
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('N-kinds')).toEqual(CANAL_DOORS);
    const verdict = await rig.stays.cancel('N-kinds', { commandId });
    expect(verdict.outcome).toBe('applied');
    expect(await rig.seam.doorsFor('N-kinds')).toEqual([]);
  });

  it('that was used for something else is refused, and nothing changes', async () => {
    const booking = rig.reservation('N-reused', -1, 24, { commandId: 'n-1' });
    await rig.stays.put(booking);
    const checkOut = rig.inHours(30);
    const change = { checkOut, commandId: 'n-1' };
    expect(await rig.stays.change('N-reused', change)).toMatchObject({ outcome: 'applied' });
    const another = { checkOut: rig.inHours(40), commandId: 'n-1' };
    const reused = { outcome: 'refused', type: 'CommandIdReused' };
    expect(await rig.stays.change('N-reused', another)).toMatchObject(reused);
    const guest = { ...booking.guest, fullName: 'Ida Guest' };
    expect(await rig.stays.put({ ...booking, guest })).toMatchObject(reused);
    expect(await rig.stays.show('N-reused')).toMatchObject({ closesAt: checkOut });
    // The first of that name still has its answer.
    expect(await rig.stays.change('N-reused', change)).toMatchObject({ outcome: 'applied' });
  });

  it('that was used for another cancellation shuts the door all the same', async () => {
    const booking = rig.reservation('N-cancel', -1, 24);
    await rig.stays.put(booking);
    await rig.stays.cancel('N-cancel', { commandId: 'n-1', reason: 'the guest is ill' });
    await rig.stays.put({ ...booking, checkOut: rig.inHours(30) });
    expect(await rig.seam.doorsFor('N-cancel')).toEqual(CANAL_DOORS);
    // The first one once more, as an abandoned update may arrive, is not another.
    await rig.stays.cancel('N-cancel', { commandId: 'n-1', reason: 'the guest is ill' });
    expect(await rig.seam.doorsFor('N-cancel')).toEqual(CANAL_DOORS);
    await rig.stays.cancel('N-cancel', { commandId: 'n-1', reason: 'ill again' });
    expect(await rig.seam.doorsFor('N-cancel')).toEqual([]);
  });
});

describe('a guest as people type one', () => {
  it('has a PIN, whatever was typed for a phone number that no lock asks for', async () => {
    const odd = { fullName: ' Ada\tGuest\u202E ', email: '', phone: 'at the reception' };
    const booking = rig.reservation('G-pin', -1, 24, { guest: odd });
    const note = 'What was sent as guest.phone cannot be read and counts as missing.';
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied', reason: note });
    expect(await rig.seam.doorsFor('G-pin')).toEqual(CANAL_DOORS);
    expect(await namesOf('G-pin')).toEqual(['nl:G-pin Ada Guest']);
    // Written well, it is read, and the note is gone.
    const phone = '0031 6 1234-5678';
    const corrected = await rig.stays.put({ ...booking, guest: { ...odd, phone: null } });
    expect(corrected.reason).toBeUndefined();
    expect(await rig.stays.put({ ...booking, guest: { ...odd, phone: '' } })).toEqual(corrected);
    const space = rig.reservation('G-space', -1, 24, {
      listingId: 'space',
      guest: { fullName: 'Ada Guest', phone },
    });
    expect((await rig.stays.put(space)).outcome).toBe('applied');
  });

  it('is refused only where the recipe needs what cannot be read, which is said', async () => {
    const verdict = await rig.stays.put(
      rig.reservation('G-space-none', -1, 24, {
        listingId: 'space',
        guest: { fullName: 'Ada Guest', phone: '06 1234 5678' },
      }),
    );
    expect(verdict).toMatchObject({ outcome: 'refused', type: 'MissingGuestData' });
    expect(verdict.reason).toMatch(/needs guest\.phone\..*guest\.phone cannot be read/);
    expect(verdict.reason).not.toContain('1234');
  });

  it('is known to planning by the names of the fields alone, and to each step by what it sends', async () => {
    const { guest } = rig.reservation('G-steps', -1, 24);
    await rig.stays.put(rig.reservation('G-steps', -1, 24, { listingId: 'ks-mobile' }));
    const told = await toldSteps('G-steps');
    expect(JSON.parse(told.get('planStay') ?? '')).toMatchObject({
      guestHas: ['fullName', 'email', 'phone'],
    });
    for (const said of [guest?.fullName, guest?.email, guest?.phone]) {
      expect(told.get('planStay')).not.toContain(said);
    }
    expect(told.get('identifyGuest')).toContain(guest?.email);
    expect(told.get('identifyGuest')).not.toContain(guest?.fullName);
    expect(told.get('identifyGuest')).not.toContain(guest?.phone);
  });
});

describe('a cancellation', () => {
  // Failure rows: 24
  it('is heard while a granting step waits for Seam, and nothing is asked for after it', async () => {
    await rig.seam.post('hold', { route: '/acs/users/create' });
    const put = underWay(rig.stays.put(rig.reservation('K-waiting', -1, 24)));
    await rig.until(
      async () => (await requestsOf('/acs/users/create', 'K-waiting')) >= 1,
      'a request',
    );
    const cancelled = underWay(rig.stays.cancel('K-waiting'));
    expect(await put).toMatchObject({ outcome: 'superseded' });
    const asked = await requestsOf('/acs/users/create', 'K-waiting');
    await rig.seam.post('release', {});
    expect(await cancelled).toMatchObject({ outcome: 'applied' });
    await rig.sleep(300_000);
    expect(await requestsOf('/acs/users/create', 'K-waiting')).toBe(asked);
    expect(await rig.seam.doorsFor('K-waiting')).toEqual([]);
  });

  // Failure rows: 61
  it('is never one too many, where a thousand other words are', async () => {
    const booking = rig.reservation('K-thousand', -1, 24, { revision: 5 });
    await rig.stays.put(booking);
    const stay = rig.client.workflow.getHandle(stayWorkflowId('K-thousand'));
    // Each is newer than the one before: what repeats a revision is not counted.
    for (let revision = 6; revision < 1_006; revision += 1) {
      await stay.signal('changeStay', { checkOut: booking.checkOut, revision });
    }
    expect(await rig.stays.change('K-thousand', { checkOut: rig.inHours(50) })).toMatchObject({
      outcome: 'refused',
      type: 'TooManyChanges',
    });
    expect(await rig.stays.cancel('K-thousand')).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('K-thousand')).toEqual([]);
  });
});

/** What is asked and heard later. If its story fails before, nobody hears that Temporal has gone. */
function underWay<T>(asked: Promise<T>): Promise<T> {
  asked.catch(() => undefined);
  return asked;
}

/** Waits until a step was scheduled so often. */
async function untilTaken(id: string, step: string, times: number): Promise<void> {
  await rig.until(
    async () => {
      const { events } = await rig.historyOf(id).catch(() => ({ events: [] }));
      const names = (events ?? []).map(
        (event) => event.activityTaskScheduledEventAttributes?.activityType?.name,
      );
      return names.filter((name) => name === step).length >= times;
    },
    `${times} times ${step}`,
    20,
  );
}

/** What each step of a stay was told last, as JSON, by its name. */
async function toldSteps(id: string): Promise<ReadonlyMap<string, string>> {
  const { events } = await rig.historyOf(id);
  return new Map(
    (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: step }) => {
      const data = step?.input?.payloads?.[0]?.data;
      return step?.activityType?.name && data
        ? [[step.activityType.name, Buffer.from(data).toString()] as const]
        : [];
    }),
  );
}

/** The names of the access users that carry a stay's id. */
async function namesOf(id: string): Promise<readonly string[]> {
  const { acs_users: users } = await rig.seam.get<{
    readonly acs_users: readonly { readonly full_name: string }[];
  }>('objects');
  return users.map((user) => user.full_name).filter((name) => name.startsWith(`nl:${id} `));
}

/** How many updates a stay has accepted. */
async function messagesHeard(id: string): Promise<number> {
  const { events } = await rig.historyOf(id);
  return (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)
    .length;
}

async function isAnswered(answer: Promise<unknown> | undefined): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([answer, Promise.resolve(pending)])) !== pending;
}

async function requestsOf(route: string, id: string): Promise<number> {
  interface Requests {
    readonly requests: readonly { readonly parameters: { readonly full_name?: string } }[];
  }
  const { requests } = await rig.seam.get<Requests>(`requests?route=${route}`);
  return requests.filter(({ parameters }) => parameters.full_name?.startsWith(`nl:${id} `)).length;
}

function bookingOf(reservationId: string) {
  return {
    reservationId,
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest' },
    checkIn: '2099-01-01',
    checkOut: '2099-01-02',
  };
}

async function refusalOf(update: Promise<Verdict>): Promise<ApplicationFailure> {
  const error: unknown = await update.catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error('the update was taken');
  if (!(error.cause instanceof ApplicationFailure)) throw error;
  return error.cause;
}

async function failureOf(
  workflowId: string,
  args: readonly unknown[],
): Promise<ApplicationFailure> {
  const run = await rig.client.workflow.start(GUEST_STAY, {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [...args],
  });
  return failureOfRun(run.result());
}

async function failureOfRun(result: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await result.catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkflowFailedError)) throw new Error('the run did not fail');
  if (!(error.cause instanceof ApplicationFailure)) throw error;
  return error.cause;
}

/** Sends a signal as it is on the wire. */
async function signalRaw(id: string, signalName: string, payload: Payload): Promise<void> {
  await rig.client.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: stayWorkflowId(id) },
    signalName,
    input: { payloads: [payload] },
    requestId: randomUUID(),
  });
}

/** Sends an update as it is on the wire, and waits for its outcome. */
function updateRaw(id: string, name: string, payload: Payload) {
  return rig.client.workflowService.updateWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: stayWorkflowId(id) },
    waitPolicy: { lifecycleStage: COMPLETED },
    request: { meta: { updateId: randomUUID() }, input: { name, args: { payloads: [payload] } } },
  });
}
