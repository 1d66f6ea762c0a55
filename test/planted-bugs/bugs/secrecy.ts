import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes that tell a PIN or a guest's data where nobody needs them. */
export const secrecyBugs: readonly PlantedBug[] = [
  {
    name: 'pin-in-result',
    story: 'The PIN is handed to the workflow and stays in its history.',
    caughtBy: 'I8 silent',
    edits: [
      {
        in: 'lookAtAccess',
        find: '$tagOf($of, $credential.code)',
        replace: '`${$tagOf($of, $credential.code)} ${$credential.code}`',
      },
    ],
  },
  {
    name: 'guest-in-failure',
    story: 'A failure repeats what was sent: the guest’s name and phone are in history and logs.',
    caughtBy: 'I8 silent',
    edits: [
      {
        in: 'guarded',
        find: 'ourFailures($persistence, () => $step($input))',
        replace: `
          ourFailures($persistence, () => $step($input)).catch((error) => {
            error.message += \` \${JSON.stringify($input)}\`;
            throw error;
          })
        `,
      },
    ],
  },
  {
    name: 'guest-in-log',
    story: 'What happens in a stay is logged with the guest’s name.',
    caughtBy: 'I8 silent',
    edits: [
      {
        in: 'state($next)',
        find: 'this.tell($observation)',
        replace: 'this.tell({ ...$observation, problem: $next.requests.accepted?.guest.value })',
      },
    ],
  },
  {
    name: 'guest-in-the-ui',
    story: 'The details that the Temporal UI shows name the guest.',
    caughtBy: 'I8 silent',
    edits: [
      {
        in: 'publish({ state: $state })',
        find: 'withLocalTimes($details, $offsetAt)',
        replace:
          "($state.requests.accepted?.guest.value.fullName ?? '') + withLocalTimes($details, $offsetAt)",
      },
    ],
  },
];
