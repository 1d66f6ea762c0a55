/** What a person is told of each problem, and what to do about it. Types are stable for ever. */
export const PROBLEMS = {
  SeamUnavailable: {
    message: 'Seam gives no usable answer.',
    next: 'Nothing, unless it lasts: the stay keeps trying. Then look at Seam’s status page and at the network.',
  },
  SeamRateLimited: {
    message: 'Seam asks to slow down.',
    next: 'Nothing, unless it lasts: then lower NIGHTLATCH_SEAM_RATE.',
  },
  SeamKeyRefused: {
    message: 'Seam refuses the API key.',
    next: 'Put a valid key into SEAM_API_KEY and restart the workers; every stay then goes on by itself.',
  },
  SeamRejected: {
    message: 'Seam refuses this step for good.',
    next: 'Compare the listing with the access system (system, groups, entrances), then retry the stay.',
  },
  NobodyWorksTheQueue: {
    message: 'No worker takes the Seam steps.',
    next: 'Start a worker, or look why the running ones do not reach Temporal.',
  },
  ListingsUnusable: {
    message: 'The worker cannot read its listings file.',
    next: 'Correct the file that NIGHTLATCH_LISTINGS names; the stay goes on by itself.',
  },
  NotConfirmedYet: {
    message: 'The access system has not carried out everything yet.',
    next: 'If it lasts, look at the access system and at its connection to Seam.',
  },
  AccessSystemInTrouble: {
    message: 'Seam reports a trouble of the access system itself.',
    next: 'Open the access system in Seam Console and follow what it says there.',
  },
  SiteNearlyFull: {
    message: 'The site has hardly any seats left in its Salto KS subscription.',
    next: 'Free seats or enlarge the subscription before this guest arrives.',
  },
  NoSeatLeft: {
    message:
      'The site has no seat left in its Salto KS subscription, so that the guest cannot open.',
    next: 'Free a seat or enlarge the subscription; the stay goes on by itself.',
  },
  NotSubscribed: {
    message: 'The guest is not subscribed at the site although the stay has begun.',
    next: 'Look at the user in Salto KS; the stay goes on by itself once it is subscribed.',
  },
  AccessSuspended: {
    message: 'The guest’s access was suspended at the access system.',
    next: 'Find out who suspended it and why; unsuspend it there, or cancel the stay.',
  },
  HoldNotHeld: {
    message: 'The stay is held, but the guest’s access is not suspended at the access system.',
    next: 'Nothing, unless it lasts: the stay suspends it again. Then find out who unsuspends it there, or cancel the stay.',
  },
  AccessSystemRefused: {
    message: 'The access system did not take the guest’s access.',
    next: 'Open the user in Seam Console: it says why. Correct it there, then retry the stay.',
  },
  AccessInTrouble: {
    message: 'Seam shows an error on the guest’s access.',
    next: 'Open the user and its credential in Seam Console and follow what it says there.',
  },
  EntranceOffline: {
    message: 'A door that the guest may open is offline or reports an error.',
    next: 'Look at the door and at its connection; have a key ready until it is back.',
  },
  GuestHasAnotherStay: {
    message: 'The access system allows the guest one access at a time, and another stay has it.',
    next: 'Nothing, if the stays do not overlap: this one goes on when the other has ended.',
  },
  UserInTheWay: {
    message: 'Something that is not this stay’s stands in the way at the access system or at Seam.',
    next: 'Look there for a user or an identity with this reservation id, or with this guest’s e-mail address: change or remove it if it is nobody’s, then retry the stay.',
  },
  PinChanged: {
    message: 'The PIN is not the one that the guest was given.',
    next: 'Tell the guest the new PIN, and find out who changed it.',
  },
  PinNotChanged: {
    message: 'The access system gives the old PIN again and again, and it still opens.',
    next: 'Have the access system make another (Seam Console, or the system itself), then ask for a new PIN once more. If the old one is in wrong hands, hold the stay until then.',
  },
  ExtensionAtRisk: {
    message: 'Seam has not been told of the later check-out, and the earlier one is near.',
    next: 'Be ready to let the guest in. The stay keeps trying.',
  },
  RevocationOverdue: {
    message: 'The access should be gone and is not.',
    next: 'Remove the user at the access system by hand if the room is given to the next guest; the stay keeps trying and proves it.',
  },
  RemovalNotDone: {
    message: 'The access system has not carried out the removal yet.',
    next: 'If it lasts, look at the lock and at its connection.',
  },
  UnknownListing: {
    message: 'The listing of this stay is gone, and the stay keeps the plan it has.',
    next: 'Put the listing back into the listings file, or move the guest to another; then retry the stay.',
  },
  MissingGuestData: {
    message: 'The listing now needs more of the guest than is known, and the stay keeps its plan.',
    next: 'Correct the listing and retry the stay, or cancel it and put it again with what is needed.',
  },
  CheckOutNotAfterCheckIn: {
    message: 'By its listing the stay would end before it begins, and it keeps the plan it has.',
    next: 'Correct the house times of the listing and retry the stay, or change its dates.',
  },
  CheckOutPast: {
    message: 'By its listing the stay would be over, and it keeps the plan it has.',
    next: 'Correct the listing and retry the stay, change its check-out, or cancel it.',
  },
  UnexpectedError: {
    message: 'A step failed in a way that is not foreseen.',
    next: 'Look at the worker’s log at this time and report it; the stay keeps trying.',
  },
} as const satisfies Record<string, { readonly message: string; readonly next: string }>;

export type ProblemType = keyof typeof PROBLEMS;

/** Whether a text is the type of a problem. */
export function isProblemType(text: string): text is ProblemType {
  return Object.hasOwn(PROBLEMS, text);
}
