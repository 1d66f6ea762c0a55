import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in hearing: words that are lost, heard twice, or heard in the wrong order. */
export const hearingBugs: readonly PlantedBug[] = [
  {
    name: 'cancel-does-not-wake',
    story: 'A sleeping stay does not notice its cancellation: the door opens until check-out.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'workflows/hearing.ts',
        find: '  stay.nudge();\n  if (heard.took.length > 0) {',
        replace:
          "  if (kind !== 'cancel') stay.nudge();\n  if (heard.took.length > 0 && kind !== 'cancel') {",
      },
    ],
  },
  {
    name: 'operator-not-heard',
    story: 'A cancellation from the Temporal UI changes nothing: the door stays open.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'workflows/guest-stay.ts',
        find: '.catch(() => hearOperator(stay));',
        replace: '.catch(() => hearOperator);',
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
        file: 'workflows/hearing.ts',
        find: 'if (endsFirst) stay.putAgain = true;',
        replace: '',
      },
    ],
  },
  {
    name: 'signal-at-the-end-dropped',
    story: 'A put that comes as a signal while the stay ends is lost: the guest stays outside.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'workflows/messages.ts',
        find: "if ('hear' in read) return stay",
        replace: "if (stay.isEnding) return;\n  if ('hear' in read) return stay",
      },
    ],
  },
  {
    name: 'revisions-ignored',
    story: 'The word that arrives last wins, however old it is: yesterday’s check-out comes back.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'src/stay/wish.ts',
        find: 'return word.revision > field.revision || (cancels && word.revision === field.revision);',
        replace: 'return true;',
      },
    ],
  },
  {
    name: 'revision-of-the-whole-wish',
    story: 'A room move makes an extension stale that was said before it and arrives after it.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'src/stay/wish.ts',
        find: "if (!same && !overtakes(word, field, name === 'cancelled' && said === true)) continue;",
        replace: 'if (!same && (word.revision ?? Infinity) <= latestRevision(wish)) continue;',
      },
    ],
  },
  {
    name: 'command-twice',
    story: 'A command that is delivered twice works twice: an old check-out overwrites a new one.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'workflows/hearing.ts',
        find: 'const known = command && stay.tickets.known(command.name);',
        replace: "const known = stay.tickets.known('');",
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
        file: 'workflows/hearing.ts',
        find: 'const name = `${kind} ${commandId}`;',
        replace: 'const name = commandId;',
      },
      {
        file: 'workflows/hearing.ts',
        find: 'said: digestOf(`${reservationId} ${name}`, says)',
        replace: 'said: digestOf(reservationId, {})',
      },
    ],
  },
  {
    name: 'odd-cancellation-refused',
    story: 'A cancellation is refused because its reason is too long: the door stays open.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'workflows/messages.ts',
        find: 'read: (stay, payload) => ({ hear: () => hearCancel(stay, readCancellation(payload)) }),',
        replace: `read: (stay, payload) =>
      (payload as { reason?: string } | null)?.reason?.at(500) === undefined
        ? { hear: () => hearCancel(stay, readCancellation(payload)) }
        : { type: 'MalformedPayload', text: 'reason: too long' },`,
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
        file: 'src/contract/guest.ts',
        find: ".replaceAll(/[\\s()./\\p{Pd}]/gu, '')",
        replace: '',
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
        file: 'workflows/planning.ts',
        find: 'guestHas: GUEST_FIELDS.filter((name) => Boolean(guest[name])),',
        replace:
          'guestHas: [guest.fullName, ...GUEST_FIELDS.filter((name) => Boolean(guest[name]))],',
      },
    ],
  },
  {
    name: 'stale-put-reopens',
    story: 'A put that is older than the cancellation of a closed run opens the doors again.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'workflows/planning.ts',
        find: 'if (revision > previous.revision) return false;',
        replace: 'if (revision > 0) return false;',
      },
    ],
  },
  {
    name: 'check-out-not-replanned',
    story: 'A changed check-out alone is not planned: the guest is revoked on the old day.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'workflows/stay.ts',
        find: "f === 'cancelled' || JSON.stringify",
        replace: "f === 'cancelled' || f === 'checkOut' || JSON.stringify",
      },
    ],
  },
  {
    name: 'cancel-answered-early',
    story: 'A cancellation is answered as applied when it is heard: the door still opens.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'workflows/hearing.ts',
        find: 'if (stay.isEnding && stay.absentSince !== undefined) ticket.verdict',
        replace: 'if (stay.wish.cancelled.value) ticket.verdict',
      },
    ],
  },
  {
    name: 'local-time-read-as-utc',
    story: 'A local time is taken for UTC: the door opens an hour late.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'src/listings/local-time.ts',
        find: "const earlier = local.toZonedDateTime(listing.timeZone, { disambiguation: 'earlier' });",
        replace: "const earlier = local.toZonedDateTime('UTC', { disambiguation: 'earlier' });",
      },
      {
        file: 'src/listings/local-time.ts',
        find: "const later = local.toZonedDateTime(listing.timeZone, { disambiguation: 'later' });",
        replace: "const later = local.toZonedDateTime('UTC', { disambiguation: 'later' });",
      },
    ],
  },
];
