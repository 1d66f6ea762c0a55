import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in hearing: words that are lost, heard twice, or heard in the wrong order. */
export const hearingBugs: readonly PlantedBug[] = [
  {
    name: 'cancel-does-not-wake',
    story: 'A sleeping stay does not notice its cancellation: the door opens until check-out.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'waitFor',
        find: '$run.state !== $state',
        replace: '($run.state !== $state && desiredOf($run.state).cancelled?.value !== true)',
      },
    ],
  },
  {
    name: 'operator-not-heard',
    story: 'A cancellation from the Temporal UI changes nothing: the door stays open.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'receiveOperatorsCancellation',
        find: '$run.state = receive($run.state, $request, $now);',
        replace: '',
      },
    ],
  },
  {
    name: 'put-while-ending-dropped',
    story:
      'A put that comes while the stay ends is lost: the guest who booked again stays outside.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'receivePut',
        find: 'take($state, $request, $says, $now, $facts)',
        replace: `
          take($state, $request, $says, $now, isEnding($state)
            ? { ...$facts, stage: 'planned', isAfterEnd: false }
            : $facts)
        `,
      },
    ],
  },
  {
    name: 'signal-at-the-end-dropped',
    story: 'A put that comes as a signal while the stay ends is lost: the guest stays outside.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'takeSignal($run)',
        find: 'if (!isUnread($read)) $take;',
        replace: `
          if ($run.state.life.phase === 'ending') return;
          if (!isUnread($read)) $take;
        `,
      },
    ],
  },
  {
    name: 'revisions-ignored',
    story: 'The word that arrives last wins, however old it is: yesterday’s check-out comes back.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'isNewer',
        find: '$revision > $known || ($cancels && $revision === $known)',
        replace: 'true',
      },
    ],
  },
  {
    name: 'revision-of-all-fields',
    story: 'A room move makes an extension stale that was said before it and arrives after it.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'judge($desired)',
        find: '!isNewer($revision, $known, $cancels)',
        replace: '($revision ?? Infinity) <= latestRevision(revisionsOf($desired))',
      },
    ],
  },
  {
    name: 'command-twice',
    story: 'A command that is delivered twice works twice: an old check-out overwrites a new one.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'knownCommand',
        find: '$one.command?.id === $command.id',
        replace: "$one.command?.id === ''",
      },
    ],
  },
  {
    name: 'command-id-of-any-kind',
    story:
      'A cancellation with the command id of its put gets the answer of the put: the door stays open.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'knownCommand',
        find: '$one.kind === $kind && $one.command?.id === $command.id',
        replace: '$one.command?.id === $command.id',
      },
      {
        in: 'commandOf',
        find: 'digestOf(`${$reservationId} ${$kind} ${$commandId}`, $says)',
        replace: 'digestOf($reservationId, {})',
      },
    ],
  },
  {
    name: 'odd-cancellation-refused',
    story: 'A cancellation is refused because its reason is too long: the door stays open.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'MESSAGES',
        find: '({ state: $state }, $payload) => cancellationOf($state.reservationId, readCancellation($payload))',
        replace: `
          ({ state: $state }, $payload) =>
            $payload?.reason?.at(500) === undefined
              ? cancellationOf($state.reservationId, readCancellation($payload))
              : { type: 'MalformedPayload', text: 'reason: too long' }
        `,
      },
    ],
  },
  {
    name: 'typed-phone-number-unread',
    story:
      'A phone number with blanks counts as missing: the guest of a Salto Space room is refused.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'readPhone',
        find: String.raw`$text.replaceAll(/[\s()./\p{Pd}]/gu, '')`,
        replace: '$text',
      },
    ],
  },
  {
    name: 'planning-is-told-the-guest',
    story:
      'Planning is told the guest’s name, which then stands in the history once for each plan.',
    caughtBy: 'I8 silent',
    edits: [
      {
        in: 'planningStep',
        find: 'GUEST_FIELDS.filter(($name) => Boolean($guest[$name]))',
        replace: '[$guest.fullName, ...GUEST_FIELDS.filter(($name) => Boolean($guest[$name]))]',
      },
    ],
  },
  {
    name: 'stale-put-reopens',
    story: 'A put that is older than the cancellation of a closed run opens the doors again.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'isStale',
        find: '$revision > $previous.revision',
        replace: '$revision > 0',
      },
    ],
  },
  {
    name: 'check-out-not-replanned',
    story: 'A changed check-out alone is not planned: the guest is revoked on the old day.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'isSameWant',
        find: "$name === 'cancelled'",
        replace: "$name === 'cancelled' || $name === 'checkOut'",
      },
    ],
  },
  {
    name: 'cancel-answered-early',
    story: 'A cancellation is answered as applied when it is heard: the door still opens.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'receiveCancel',
        find: '{ writes: desiredOf($taken) }',
        replace: '{ writes: desiredOf($taken), told: END_APPLIED }',
      },
    ],
  },
  {
    name: 'local-time-read-as-utc',
    story: 'A local time is taken for UTC: the door opens an hour late.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'resolveWhen',
        find: "$local.toZonedDateTime($listing.timeZone, { disambiguation: 'earlier' })",
        replace: "$local.toZonedDateTime('UTC', { disambiguation: 'earlier' })",
      },
      {
        in: 'resolveWhen',
        find: "$local.toZonedDateTime($listing.timeZone, { disambiguation: 'later' })",
        replace: "$local.toZonedDateTime('UTC', { disambiguation: 'later' })",
      },
    ],
  },
];
