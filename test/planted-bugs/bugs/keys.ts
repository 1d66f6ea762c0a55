import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes that show where payloads are encrypted, and a worker has not every key. */
export const keyBugs: readonly PlantedBug[] = [
  {
    name: 'sealed-cancellation-refused',
    story:
      'A cancellation under a key that no worker has is refused like any other message: the guest who has left gets in until check-out.',
    caughtBy: 'I1 no stranger',
    withKeys: true,
    edits: [
      {
        in: 'MESSAGES',
        find: 'cancellationOf($state.reservationId, readCancellation($payload))',
        replace: `
          $payload === SEALED
            ? { type: 'MalformedPayload', text: NO_KEY }
            : cancellationOf($state.reservationId, readCancellation($payload))
        `,
      },
    ],
  },
  {
    name: 'sealed-message-read-on-replay',
    story:
      'A message that could not be read when it came is read in a replay, once the key is there: the stay does not replay any more.',
    caughtBy: 'I10 replayable',
    withKeys: true,
    edits: [{ in: 'asFirstRead', find: 'if (patched($marker)) return SEALED;', replace: '' }],
  },
  {
    name: 'unreadable-left-open',
    story:
      'The reconciler leaves a stay alone whose key is lost: the door that only a revocation shuts stays open past check-out.',
    caughtBy: 'I1 no stranger',
    withKeys: true,
    edits: [
      {
        in: 'reconcile',
        find: 'endAndWake($orphans, $unreadable, $differing)',
        replace: 'endAndWake($orphans, [], $differing)',
      },
    ],
  },
];
