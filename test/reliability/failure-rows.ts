/** One way in which things go wrong, by its number in the failure model. */
export interface FailureRow {
  readonly row: number;
  readonly what: string;
  /** Why a row has no test, or what its tests leave out. */
  readonly note?: string;
}

/** Rows that belong together. */
export interface FailureGroup {
  readonly title: string;
  readonly rows: readonly FailureRow[];
}

const LATER = {
  operation: 'No test yet: it belongs to the operation of a later release.',
} as const;
const OF_ANY_TOKEN =
  'A token with the scope is good for every stay of its gateway: a house of its own has a namespace and a gateway of its own.';
const ONE_GUEST =
  'Does not apply: the access is an ACS user and a credential, not an access grant at a device.';
const ONE_DEVICE =
  'Of a wave, what reaches Seam is tested; the access is no access grant at a device.';

/** Every row of the failure model. Which tests make it happen is said above each of them. */
export const FAILURE_GROUPS: readonly FailureGroup[] = [
  {
    title: 'Crashes, and faults of Seam',
    rows: [
      { row: 1, what: 'a worker dies after Seam has created and before that is known' },
      { row: 2, what: 'a request times out and was carried out all the same' },
      { row: 3, what: 'a create is carried out after the revocation' },
      { row: 4, what: 'two attempts of one step are alive at once' },
      { row: 5, what: 'a connection breaks before or after the work is done' },
      { row: 6, what: 'a wave of arrivals at one device', note: ONE_DEVICE },
      { row: 7, what: 'a wave of departures at one device', note: ONE_GUEST },
      { row: 8, what: 'Seam is away for hours across check-out' },
      { row: 9, what: 'Seam is away across check-in' },
      { row: 10, what: 'answers that are cut short, of another shape, or a proxy’s' },
      { row: 11, what: 'the API key is revoked or rotated in the middle of stays' },
      { row: 12, what: 'a request that Seam refuses for good' },
      { row: 13, what: 'conflicts between grants of one reservation', note: ONE_GUEST },
      { row: 14, what: 'a removal answers that there is nothing' },
      { row: 15, what: 'a removal is accepted, and the lock does not let go' },
      { row: 16, what: 'a part is removed and the rest is not' },
      { row: 17, what: 'a door is offline at check-in' },
      { row: 18, what: 'Seam never finishes a change of the access' },
    ],
  },
  {
    title: 'Time',
    rows: [
      { row: 19, what: 'an extension a second before check-out' },
      { row: 20, what: 'an extension a second after check-out' },
      { row: 21, what: 'an extension during the grant' },
      { row: 22, what: 'an extension during the revocation' },
      { row: 23, what: 'an extension after the end' },
      { row: 24, what: 'a cancellation in the middle of the grant' },
      { row: 25, what: 'two extensions in the wrong order' },
      { row: 26, what: 'a check-out that is moved into the past' },
      { row: 27, what: 'a check-in that is past' },
      { row: 28, what: 'a check-out before check-in, or past' },
      { row: 29, what: 'clock changes, and a house in another time zone' },
      { row: 30, what: 'a stay of years' },
      { row: 31, what: 'a worker’s clock that is ten minutes off' },
      { row: 32, what: 'Temporal is away across check-out' },
      { row: 33, what: 'locks that round times to the hour', note: ONE_GUEST },
    ],
  },
  {
    title: 'Messages',
    rows: [
      { row: 34, what: 'the same start twice' },
      { row: 35, what: 'a second start that says something else' },
      { row: 36, what: 'a start after the end' },
      { row: 37, what: 'stale, disordered and repeated messages' },
      { row: 38, what: 'a cancellation before the start' },
      { row: 39, what: 'a message while the workflow completes' },
      { row: 40, what: 'the server dies after it has acknowledged an update' },
      { row: 41, what: 'Seam’s webhooks are late, repeated or missing' },
    ],
  },
  {
    title: 'What changes outside',
    rows: [
      {
        row: 42,
        what: 'many guests or many doors in one reservation',
        note: 'A reservation has one guest. The doors of a listing are the house’s own, in its listings file.',
      },
      { row: 43, what: 'strange names' },
      { row: 44, what: 'a PIN that is taken, weak or of the wrong length' },
      { row: 45, what: 'two stays of one guest that overlap' },
      { row: 46, what: 'one stay after the other in the same room' },
      { row: 47, what: 'an access group or a door is deleted during a stay' },
      { row: 48, what: 'a user is deleted in the access system’s own console' },
      { row: 49, what: 'somebody edits the access by hand' },
      { row: 50, what: 'the site has no subscription seat left' },
      { row: 51, what: 'a mobile key is passed on after the stay' },
    ],
  },
  {
    title: 'Temporal and deployments',
    rows: [
      { row: 52, what: 'Temporal is killed and started again' },
      {
        row: 53,
        what: 'Temporal’s database is lost, or an old one is restored',
        note: 'A database that is restored from a copy is not tried.',
      },
      { row: 54, what: 'a deployment changes the workflow code' },
      { row: 55, what: 'a bad deployment across check-out', note: LATER.operation },
      { row: 56, what: 'a payload that cannot be read' },
      { row: 57, what: 'the encryption key is rotated' },
      { row: 58, what: 'the encryption key is lost' },
      {
        row: 59,
        what: 'an operator terminates, resets or deletes from the UI',
        note: 'Pause is not tried.',
      },
      { row: 60, what: 'a workflow timeout is set by mistake' },
      { row: 61, what: 'extensions without end' },
      { row: 62, what: 'all workers are away for hours' },
      {
        row: 63,
        what: 'a full disk, or no memory',
        note: 'A process that is killed for its memory is like any other that is killed. A full disk is not tried.',
      },
    ],
  },
  {
    title: 'Secrets and abuse',
    rows: [
      { row: 64, what: 'a PIN, a name or an e-mail in a history' },
      { row: 65, what: 'the same in a log, an error or an output' },
      { row: 66, what: 'a codec server that asks for no authorisation' },
      { row: 67, what: 'ciphertext of another workflow' },
      { row: 68, what: 'a command for somebody else’s stay', note: OF_ANY_TOKEN },
      { row: 69, what: 'an id that is code, a path or a query' },
      { row: 70, what: 'an address that is chosen by input' },
      { row: 71, what: 'line breaks in a name' },
      { row: 72, what: 'a webhook that is forged, repeated or old' },
      { row: 73, what: 'a flood of starts, huge documents, slow requests' },
      { row: 74, what: 'somebody inside reads PINs by the hundred' },
      {
        row: 75,
        what: 'a secret in an image, an environment or a process list',
        note: LATER.operation,
      },
      { row: 76, what: 'a dependency that turns malicious' },
      {
        row: 77,
        what: 'personal data that outlives the stay',
        note: 'What Temporal keeps until the end of the namespace’s retention is for later.',
      },
      { row: 78, what: 'tests and chaos in what is shipped' },
    ],
  },
];
