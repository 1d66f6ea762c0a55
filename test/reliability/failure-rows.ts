/** A test, by its file and by the title that it has there; one that many rows name has a short name too. */
export type TestName = readonly [file: string, title: string, short?: string];

/** One way in which things go wrong, by its number in the failure model. */
export interface FailureRow {
  readonly row: number;
  readonly what: string;
  readonly tests: readonly TestName[];
  /** Why a row has no test, or what its tests leave out. */
  readonly note?: string;
}

/** Rows that belong together. */
export interface FailureGroup {
  readonly title: string;
  readonly rows: readonly FailureRow[];
}

const LATER = {
  codec: 'No test yet: payload encryption and its codec server come later.',
  gateway: 'No test yet: the HTTP gateway comes later.',
  paced:
    'A flood of starts comes to Seam at its rate. The rest is for the HTTP gateway, which comes later.',
  operation: 'No test yet: it belongs to the operation of a later release.',
} as const;
const ONE_GUEST =
  'Does not apply: the access is an ACS user and a credential, not an access grant at a device.';
const ONE_DEVICE =
  'Of a wave, what reaches Seam is tested; the access is no access grant at a device.';

const STAYS: TestName = [
  'test/simulation/stays.test.ts',
  'opens every door for its guest and for nobody else, in 2,000 stays under faults and crashes',
  'the simulator',
];
const MATRIX: TestName = [
  'test/system/faults.test.ts',
  'keeps nobody out and leaves no door open, whichever call it strikes',
  'the matrix of faults, on the real server',
];
const CHAOS: TestName = [
  'test/system/chaos.test.ts',
  'every stay ends, no door stays open and no word is lost, whoever dies when',
  'process death, on the real server',
];
const SEAM_RATE: TestName = [
  'test/system/seam-rate.test.ts',
  'is let in at the rate that Seam is to be asked, by all workers together',
];
const REPEATED: TestName = [
  'test/activities/repeated-steps.test.ts',
  '%s leaves one of everything',
];
const LATE_CREATE: TestName = [
  'test/workflows/recipes/troubles.test.ts',
  'is undone within seconds of the doubt running out (%s, %s)',
];
const TERMINATED: TestName = [
  'test/system/reconcile-operator.test.ts',
  'terminate: one pass later nothing is left, whatever the stay was doing',
];
const EVERY_CHANGE: TestName = [
  'test/workflows/change-story.ts',
  'comes to what the table says $name',
];
const ANY_ORDER: TestName = [
  'test/domain/wish.test.ts',
  'come to the same wish and revisions in any order and however often they arrive',
];
const YESTERDAY: TestName = [
  'test/histories/replay.test.ts',
  'goes on under the code of today: %s',
];
const LONG_AND_LATE = 'test/simulation/rare-stories.test.ts';

const seamFaults: readonly FailureRow[] = [
  row(1, 'a worker dies after Seam has created and before that is known', [MATRIX, CHAOS, STAYS]),
  row(2, 'a request times out and was carried out all the same', [REPEATED, MATRIX, STAYS]),
  row(3, 'a create is carried out after the revocation', [
    STAYS,
    LATE_CREATE,
    ['test/system/reconcile.test.ts', 'ends what a late create brought after its stay was over'],
  ]),
  row(4, 'two attempts of one step are alive at once', [
    REPEATED,
    STAYS,
    CHAOS,
    ['test/activities/removing.test.ts', 'is done when it is run twice at the same time'],
  ]),
  row(5, 'a connection breaks before or after the work is done', [
    MATRIX,
    ['test/seam/sandbox-faults.test.ts', 'by %s is %s, and leaves %i users'],
  ]),
  row(6, 'a wave of arrivals at one device', [SEAM_RATE], ONE_DEVICE),
  row(7, 'a wave of departures at one device', [], ONE_GUEST),
  row(8, 'Seam is away for hours across check-out', [
    [LONG_AND_LATE, 'is shut within a minute of Seam’s return, hours after check-out'],
    STAYS,
    CHAOS,
  ]),
  row(9, 'Seam is away across check-in', [
    STAYS,
    CHAOS,
    [
      'test/workflows/messages.test.ts',
      'is pending after a minute of a Seam that is away, and the change is done when it is back',
    ],
  ]),
  row(10, 'answers that are cut short, of another shape, or a proxy’s', [
    MATRIX,
    ['test/seam/failures.test.ts', 'is not taken for done where there is nothing to read in it'],
    ['test/seam/leaks.test.ts', 'after %s'],
  ]),
  row(11, 'the API key is revoked or rotated in the middle of stays', [
    STAYS,
    ['test/seam/failures.test.ts', 'is the key where the status is %i'],
  ]),
  row(12, 'a request that Seam refuses for good', [
    ['test/activities/removing.test.ts', 'is not given up though Seam refuses it'],
    [
      'test/workflows/evidence.test.ts',
      'is a refusal of Seam, until somebody corrects it, while the guest keeps the doors',
    ],
    ['test/domain/next-move.test.ts', 'takes nothing away that the guest may still need'],
  ]),
  row(13, 'conflicts between grants of one reservation', [], ONE_GUEST),
  row(14, 'a removal answers that there is nothing', [
    ['test/activities/removing.test.ts', 'is done when there is nothing any more (%i)'],
    ['test/seam/fake-seam-connect.test.ts', 'is no proof that anything is gone'],
  ]),
  row(15, 'a removal is accepted, and the lock does not let go', [
    [
      'test/activities/removing.test.ts',
      'is tried again for as long as it takes, and is an error each time',
    ],
    ['test/activities/removing.test.ts', 'is not done before the access system has done it'],
    STAYS,
  ]),
  row(16, 'a part is removed and the rest is not', [STAYS, TERMINATED]),
  row(17, 'a door is offline at check-in', [
    [
      'test/workflows/recipes/troubles.test.ts',
      'is shown, does not hold up the grant, and is forgotten when it is back',
    ],
  ]),
  row(18, 'Seam never finishes a change of the access', [
    [
      'test/workflows/recipes/troubles.test.ts',
      'keeps a stay from counting as granted, and not from being granted once it is over',
    ],
    [
      'test/activities/confirming.test.ts',
      'is not granted before the access system has taken everything',
    ],
  ]),
];

const time: readonly FailureRow[] = [
  row(19, 'an extension a second before check-out', [EVERY_CHANGE, STAYS]),
  row(20, 'an extension a second after check-out', [
    EVERY_CHANGE,
    STAYS,
    ['test/domain/next-move.test.ts', 'ends at check-out, and not a millisecond sooner'],
  ]),
  row(21, 'an extension during the grant', [EVERY_CHANGE, STAYS]),
  row(22, 'an extension during the revocation', [EVERY_CHANGE, STAYS]),
  row(23, 'an extension after the end', [
    [
      'test/client/with-worker.test.ts',
      'takes no change any more, and opens in a new run when it is put again',
    ],
  ]),
  row(24, 'a cancellation in the middle of the grant', [
    ['test/workflows/messages.test.ts', 'is heard while a granting step is tried again and again'],
    STAYS,
  ]),
  row(25, 'two extensions in the wrong order', [
    [
      'test/cli/stays-by-hand.test.ts',
      'counts once for each command id, and takes the newest revision',
    ],
    ANY_ORDER,
    STAYS,
  ]),
  row(26, 'a check-out that is moved into the past', [
    [
      'test/domain/plan.test.ts',
      'of a new stay is refused once check-out is past; of a change it means now',
    ],
    EVERY_CHANGE,
    STAYS,
  ]),
  row(27, 'a check-in that is past', [EVERY_CHANGE, STAYS]),
  row(28, 'a check-out before check-in, or past', [
    [
      'test/workflows/guest-stay.test.ts',
      'refuses a first put that cannot be, and leaves no run open',
    ],
    ['test/domain/plan.test.ts', 'is refused if it closes before it opens, or at the same moment'],
  ]),
  row(29, 'clock changes, and a house in another time zone', [
    [
      'test/listings/local-time.test.ts',
      'keeps the rule at every change of every zone from 2024 to 2034',
    ],
  ]),
  row(30, 'a stay of years', [[LONG_AND_LATE, 'opens for ten years and not a second longer']]),
  row(31, 'a worker’s clock that is ten minutes off', [
    [LONG_AND_LATE, 'opens and shuts on time though the worker’s clock is ten minutes %s'],
    STAYS,
  ]),
  row(32, 'Temporal is away across check-out', [
    [LONG_AND_LATE, 'is shut within a minute of Temporal’s return'],
    CHAOS,
    STAYS,
  ]),
  row(33, 'locks that round times to the hour', [], ONE_GUEST),
];

const messages: readonly FailureRow[] = [
  row(34, 'the same start twice', [
    [
      'test/client/with-worker.test.ts',
      'is lived once the worker is there, though the put arrives both as update and as signal',
    ],
    STAYS,
  ]),
  row(35, 'a second start that says something else', [EVERY_CHANGE, STAYS]),
  row(36, 'a start after the end', [
    [
      'test/client/with-worker.test.ts',
      'takes no change any more, and opens in a new run when it is put again',
    ],
    STAYS,
  ]),
  row(37, 'stale, disordered and repeated messages', [
    [
      'test/cli/stays-by-hand.test.ts',
      'counts once for each command id, and takes the newest revision',
    ],
    ANY_ORDER,
    STAYS,
  ]),
  row(38, 'a cancellation before the start', [
    ['test/client/without-worker.test.ts', 'has no status, takes no change and has no PIN'],
  ]),
  row(39, 'a message while the workflow completes', [
    ['test/workflows/close-stay.test.ts', 'lives again if it is put while it ends'],
    STAYS,
  ]),
  row(40, 'the server dies after it has acknowledged an update', [CHAOS]),
  row(41, 'Seam’s webhooks are late, repeated or missing', [], LATER.gateway),
];

const drift: readonly FailureRow[] = [
  row(
    42,
    'many guests or many doors in one reservation',
    [],
    'A reservation has one guest. The doors of a listing are the house’s own, in its listings file.',
  ),
  row(43, 'strange names', [
    [
      'test/reliability/strange-input.test.ts',
      'has every form of it leave its user the stay’s, whatever it is',
    ],
  ]),
  row(44, 'a PIN that is taken, weak or of the wrong length', [
    [
      'test/sandbox/salto-ks.test.ts',
      'makes PINs of six digits itself, all different, and refuses a chosen one',
    ],
  ]),
  row(45, 'two stays of one guest that overlap', [
    [
      'test/workflows/recipes/identities.test.ts',
      'open until each ends, when the second ends first (%s)',
    ],
    ['test/workflows/recipes/identities.test.ts', 'both end though they end at the same moment'],
  ]),
  row(46, 'one stay after the other in the same room', [
    [
      'test/workflows/guest-stay.test.ts',
      'opens the doors from check-in to check-out and not a second longer',
    ],
    [
      'test/activities/finding.test.ts',
      'is nobody’s whose name only contains the reservation id, or is it',
    ],
  ]),
  row(47, 'an access group or a door is deleted during a stay', [
    [
      'test/reliability/end-of-access.test.ts',
      'asks for no access group and no door, so that it comes although they are gone',
    ],
  ]),
  row(48, 'a user is deleted in the access system’s own console', [
    ['test/workflows/recipes/troubles.test.ts', 'when the access user was removed (%s)'],
    ['test/system/reconcile.test.ts', 'is granted again if its user was deleted (%s)'],
  ]),
  row(49, 'somebody edits the access by hand', [
    ['test/system/reconcile.test.ts', 'has its window again if somebody moved it'],
    [
      'test/system/reconcile.test.ts',
      'has its own doors again, and no others, if somebody changed the groups',
    ],
    ['test/system/reconcile.test.ts', 'says so if its PIN was changed'],
  ]),
  row(50, 'the site has no subscription seat left', [
    [
      'test/workflows/recipes/troubles.test.ts',
      'gives the seat of a guest who leaves to the one who waits',
    ],
  ]),
  row(51, 'a mobile key is passed on after the stay', [
    ['test/workflows/guest-stay.test.ts', 'lives and ends at %s'],
    STAYS,
  ]),
];

const deployment: readonly FailureRow[] = [
  row(52, 'Temporal is killed and started again', [CHAOS]),
  row(
    53,
    'Temporal’s database is lost, or an old one is restored',
    [
      [
        'test/system/reconcile-operator.test.ts',
        'delete: a stay that an earlier pass knew is ended',
      ],
    ],
    'A database that is restored from a copy is not tried.',
  ),
  row(54, 'a deployment changes the workflow code', [
    YESTERDAY,
    ['test/domain/plan.test.ts', 'have an id each, in versions'],
  ]),
  row(55, 'a bad deployment across check-out', [], LATER.operation),
  row(56, 'a payload that cannot be read', [
    [
      'test/workflows/messages.test.ts',
      'is a message that means nothing, and the stay opens and shuts its doors as before',
    ],
    ['test/codec/payload-converter.test.ts', 'reads %s as a mark, where Temporal throws'],
  ]),
  row(57, 'the encryption key is rotated', [], LATER.codec),
  row(58, 'the encryption key is lost', [], LATER.codec),
  row(
    59,
    'an operator terminates, resets or deletes from the UI',
    [
      TERMINATED,
      [
        'test/system/reconcile-operator.test.ts',
        'delete: a stay that an earlier pass knew is ended',
      ],
      [
        'test/system/reconcile-operator.test.ts',
        'reset: what lives goes on with one user and one PIN, and what ended stays ended',
      ],
    ],
    'Pause is not tried.',
  ),
  row(60, 'a workflow timeout is set by mistake', [
    [
      'test/reliability/house-rules.test.ts',
      'gives no stay a timeout, which would end it without its end',
    ],
  ]),
  row(61, 'extensions without end', [
    ['test/workflows/messages.test.ts', 'is never one too many, where a thousand other words are'],
    [LONG_AND_LATE, 'stays within its budget though it is changed again and again'],
    [
      'test/workflows/long-stays.test.ts',
      'because a backend floods it with words that are old, and has forgotten nothing',
    ],
  ]),
  row(62, 'all workers are away for hours', [
    [LONG_AND_LATE, 'is shut within a minute of a worker’s return'],
    [
      'test/system/worker-death.test.ts',
      'goes on with the next worker: it can be made longer, keeps its PIN, and ends',
    ],
    STAYS,
  ]),
  row(
    63,
    'a full disk, or no memory',
    [CHAOS],
    'A process that is killed for its memory is like any other that is killed. A full disk is not tried.',
  ),
];

const abuse: readonly FailureRow[] = [
  row(64, 'a PIN, a name or an e-mail in a history', [
    STAYS,
    [
      'test/activities/confirming.test.ts',
      'is granted with its groups, its window and a digest of its code, and no code',
    ],
  ]),
  row(65, 'the same in a log, an error or an output', [
    STAYS,
    ['test/seam/leaks.test.ts', 'after %s'],
    [
      'test/cli/stays-by-hand.test.ts',
      'has the PIN that opens the door, and tells it to nobody else',
    ],
  ]),
  row(66, 'a codec server that asks for no authorisation', [], LATER.codec),
  row(67, 'ciphertext of another workflow', [], LATER.codec),
  row(68, 'a command for somebody else’s stay', [], LATER.gateway),
  row(69, 'an id that is code, a path or a query', [
    ['test/reliability/strange-input.test.ts', 'is refused unless it is of the strict grammar'],
    ['test/client/without-worker.test.ts', 'refuses a filter that it could misread'],
  ]),
  row(70, 'an address that is chosen by input', [
    ['test/seam/limits.test.ts', 'stays with the host that was configured'],
  ]),
  row(71, 'line breaks in a name', [
    [
      'test/reliability/strange-input.test.ts',
      'carries no character that controls, formats or turns round a line, and no half of one',
    ],
  ]),
  row(72, 'a webhook that is forged, repeated or old', [], LATER.gateway),
  row(73, 'a flood of starts, huge documents, slow requests', [SEAM_RATE], LATER.paced),
  row(74, 'somebody inside reads PINs by the hundred', [], LATER.gateway),
  row(75, 'a secret in an image, an environment or a process list', [], LATER.operation),
  row(76, 'a dependency that turns malicious', [
    [
      'test/reliability/house-rules.test.ts',
      'pins every dependency, and knows what each download must be',
    ],
  ]),
  row(
    77,
    'personal data that outlives the stay',
    [['test/activities/identities.test.ts', 'is the stay’s own, and goes with it'], STAYS],
    'What Temporal keeps until the end of the namespace’s retention is for later.',
  ),
  row(78, 'tests and chaos in what is shipped', [
    [
      'test/packaging/package.test.ts',
      'holds no test, no measurement, no chaos and no TypeScript source',
    ],
  ]),
];

/** Every row of the failure model, and what is done about it. */
export const FAILURE_GROUPS: readonly FailureGroup[] = [
  { title: 'Crashes, and faults of Seam', rows: seamFaults },
  { title: 'Time', rows: time },
  { title: 'Messages', rows: messages },
  { title: 'What changes outside', rows: drift },
  { title: 'Temporal and deployments', rows: deployment },
  { title: 'Secrets and abuse', rows: abuse },
];

function row(number: number, what: string, tests: readonly TestName[], note?: string): FailureRow {
  return { row: number, what, tests, ...(note === undefined ? {} : { note }) };
}
