import { describe, expect, it } from 'vitest';

import { Story } from './story.ts';

/** A stay at Salto KS with a PIN whose access is confirmed, and that waits for check-in. */
function withPin(): Story {
  const stay = new Story('salto-ks-pin');
  stay.steps('planStay', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
  stay.step('confirmAccess');
  return stay;
}

/** A stay at Salto KS with a mobile key, whose identity is made and whose phones are to be registered. */
function withIdentity(): Story {
  const stay = new Story('salto-ks-mobile-enrolled');
  stay.step('planStay');
  stay.step('identifyGuest');
  return stay;
}

describe('a stay that moves to another system', () => {
  it('looks for the user that a stopped step may have made, where its own was removed by somebody', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.receives('put with other dates');
    stay.step('addAccessUser', 'interrupted');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.steps('issueCredential', 'confirmAccess');
    stay.staff('removes', 'user-1');
    stay.waits('late create');
    stay.receives('put in another system');
    stay.step('addAccessUser', 'interrupted, committed');
    stay.steps('planStay', 'moveWindow');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a guest who moves next door while they move to another system', () => {
  it('leaves the other one once they have the group, though a look at check-in came before', () => {
    const stay = withPin();
    stay.almostWaits('check-in');
    stay.receives('put in another system');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.steps('issueCredential', 'confirmAccess');
    stay.receives('change the listing to next door');
    stay.step('removeCredential', 'interrupted');
    stay.step('planStay');
    stay.step('joinAccessGroups', 'failed, asked to wait');
    stay.step('leaveAccessGroups');
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.waits('next try');
    stay.step('joinAccessGroups');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a stay that is held', () => {
  it('does not turn round suspending a user that has gone', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.receives('hold');
    stay.step('addAccessUser', 'interrupted, committed');
    stay.waits('late create');
    stay.step('proveAbsence');
    stay.step('removeAccessUser', 'failed, committed');
    expect(stay.ends()).toEqual([]);
  });

  it('and whose user somebody removed looks for the one that a stopped step may have made instead', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.receives('put with other dates');
    stay.step('addAccessUser', 'interrupted');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.steps('issueCredential', 'confirmAccess');
    stay.staff('removes', 'user-1');
    stay.waits('late create');
    stay.receives('hold');
    stay.step('addAccessUser', 'interrupted, committed');
    stay.step('suspendAccess');
    expect(stay.ends()).toEqual([]);
  });

  it('while its access is confirmed for the first time looks once, and then waits', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.step('addAccessUser');
    stay.step('joinAccessGroups');
    stay.step('issueCredential');
    stay.receives('hold');
    expect(stay.ends()).toEqual([]);
  });

  it('and whose run was terminated answers a check by what it sees: that the user is suspended', () => {
    const stay = withPin();
    stay.isTerminated('put again');
    stay.step('planStay');
    stay.receives('check');
    stay.receives('hold');
    stay.step('addAccessUser');
    stay.step('suspendAccess');
    stay.step('proveAbsence');
    expect(stay.ends()).toEqual([]);
  });

  it('finds the PIN whose answer was lost before the hold, once it is released', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.receives('hold');
    stay.step('issueCredential', 'interrupted, committed');
    stay.step('suspendAccess');
    stay.waits('late create');
    stay.receives('release');
    stay.steps('resumeAccess', 'issueCredential', 'confirmAccess');
    expect(stay.world.seam.objects.filter(({ kind }) => kind === 'credential')).toHaveLength(1);
    expect(stay.ends()).toEqual([]);
  });

  it('after its identity was made does not look for that again and again', () => {
    const stay = withIdentity();
    stay.receives('hold');
    stay.step('enrollPhone', 'interrupted');
    expect(stay.ends()).toEqual([]);
  });

  it('is not suspended every ten minutes because the first try failed', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess', 'failed');
    expect(stay.ends()).toEqual([]);
  });

  it('is not looked at without a pause while Seam has it wait with the suspension', () => {
    const stay = new Story('latch-mobile');
    stay.steps('planStay', 'addAccessUser', 'issueCredential', 'confirmAccess');
    stay.almostWaits('check-in');
    stay.receives('hold');
    stay.step('suspendAccess', 'failed, asked to wait');
    expect(stay.ends()).toEqual([]);
  });

  it('after a trouble, and moved to another system, has nothing there that could be in trouble', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess', 'the access is in trouble');
    stay.receives('put in another system');
    stay.receives('hold');
    stay.step('planStay', 'interrupted');
    stay.step('suspendAccess');
    stay.step('planStay');
    expect(stay.world.state.problems).toEqual({});
    expect(stay.ends()).toEqual([]);
  });

  it('answers a check only once somebody has looked, also while a group is lacking', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess', 'the list does not show the group');
    stay.receives('check');
    stay.receives('hold');
    stay.step('joinAccessGroups', 'interrupted');
    stay.step('suspendAccess');
    stay.step('confirmAccess');
    expect(stay.ends()).toEqual([]);
  });

  it('has no trouble any more once the PIN is removed that a reissue is to replace', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess', 'the door is offline');
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.receives('reissue');
    stay.step('removeCredential');
    expect(stay.world.state.problems.access).toBeUndefined();
    expect(stay.ends()).toEqual([]);
  });

  it('removes a double that came late, which would let the guest in', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.step('addAccessUser', 'done while the first attempt is under way');
    stay.step('joinAccessGroups');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.commitsLate(0);
    stay.receives('hold');
    stay.step('suspendAccess');
    expect(stay.ends()).toEqual([]);
  });

  it('stays held when its run is terminated and it is put again', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.isTerminated('put again');
    stay.step('planStay');
    expect(stay.world.state.hold).toBeDefined();
    expect(stay.ends()).toEqual([]);
  });

  it('stays held also if the run was terminated before anything was at Seam', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.receives('hold');
    stay.step('addAccessUser', 'interrupted');
    stay.isTerminated('put again');
    stay.step('planStay');
    expect(stay.world.state.hold).toBeDefined();
    expect(stay.ends()).toEqual([]);
  });

  it('stays held also where no create was ever asked for', () => {
    const stay = new Story('salto-ks-pin');
    stay.receives('hold');
    stay.isTerminated('put again');
    stay.step('planStay');
    expect(stay.world.state.hold).toBeDefined();
    expect(stay.ends()).toEqual([]);
  });

  it('stays held also if the run that follows is terminated before it was planned', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.isTerminated('put again');
    stay.isTerminated('put again');
    stay.step('planStay');
    expect(stay.world.state.hold).toBeDefined();
    expect(stay.ends()).toEqual([]);
  });

  it('stays held when it was cancelled, its run is closed, and it is put again', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.receives('cancel');
    expect(stay.ends()).toEqual([]);
    stay.beginsAgain('put');
    stay.step('planStay');
    expect(stay.world.state.hold).toBeDefined();
    expect(stay.ends()).toEqual([]);
  });

  it('stays held when the reconciler has ended it, and it is put again', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.isTerminated('closed by the reconciler');
    expect(stay.ends()).toEqual([]);
    stay.beginsAgain('put');
    stay.step('planStay');
    expect(stay.world.state.hold).toBeDefined();
    expect(stay.ends()).toEqual([]);
  });
});

describe('a guest who is released', () => {
  it('is given another PIN where the access system does not resume the one of before', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.receives('release');
    stay.step('resumeAccess', 'refused');
    stay.step('removeAccessUser');
    expect(stay.world.state.problems.pin?.type).toBe('PinChanged');
    expect(stay.ends()).toEqual([]);
  });

  it('is given another PIN also if the refused request may still be carried out', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.receives('release');
    stay.step('resumeAccess', 'refused, commits late');
    expect(stay.ends()).toEqual([]);
  });

  it('gets in although the run that held the stay was terminated, and another adopts its user', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.isTerminated('put again');
    stay.receives('release');
    stay.step('planStay');
    expect(stay.world.state.hold).toBeUndefined();
    stay.step('addAccessUser');
    stay.step('resumeAccess');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a create that is carried out late', () => {
  it('is looked for until its last second, though a later try was answered', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.step('addAccessUser', 'failed, commits late');
    stay.step('addAccessUser');
    stay.step('joinAccessGroups');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.commitsLate(0);
    expect(stay.ends()).toEqual([]);
  });

  it('makes no second PIN after a reissue', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.step('addAccessUser');
    stay.step('joinAccessGroups');
    stay.step('issueCredential', 'done while the first attempt is under way');
    stay.step('confirmAccess');
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.step('removeCredential');
    stay.commitsLate(0);
    expect(stay.ends()).toEqual([]);
  });

  it('does not take the guest back into a group that was left', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.step('addAccessUser');
    stay.step('joinAccessGroups', 'done while the first attempt is under way');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.receives('put next door');
    stay.step('planStay');
    stay.step('joinAccessGroups');
    stay.step('confirmAccess');
    stay.step('leaveAccessGroups');
    stay.commitsLate(0);
    expect(stay.ends()).toEqual([]);
  });

  it('does not take the guest back into a group where a look has seen them meanwhile', () => {
    const stay = withPin();
    stay.almostWaits('check-in');
    stay.receives('change the listing to next door');
    stay.step('planStay');
    stay.step('joinAccessGroups', 'failed, commits late');
    stay.receives('put');
    stay.step('joinAccessGroups', 'interrupted, committed');
    stay.step('planStay');
    stay.step('confirmAccess');
    stay.step('leaveAccessGroups');
    stay.commitsLate(0);
    expect(stay.ends()).toEqual([]);
  });

  it('leaves no identity of a guest who was replaced while it was made', () => {
    const stay = new Story('salto-ks-mobile-enrolled');
    stay.step('planStay');
    stay.receives('put for another guest');
    stay.step('identifyGuest', 'interrupted, committed');
    stay.step('planStay');
    stay.step('identifyGuest');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a new PIN while something else is refused', () => {
  it('is no reason to leave a PIN that comes late, although it was refused', () => {
    const stay = withPin();
    stay.receives('reissue');
    stay.step('issueCredential', 'refused, commits late');
    stay.step('removeCredential');
    stay.step('issueCredential', 'refused');
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.commitsLate(0);
    expect(stay.ends()).toEqual([]);
  });

  it('is given, and the old one goes, while the guest is kept out of the room next door', () => {
    const stay = withPin();
    stay.receives('put next door');
    stay.step('planStay');
    stay.step('joinAccessGroups', 'refused, commits late');
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.step('removeCredential');
    stay.commitsLate(0);
    expect(stay.ends()).toEqual([]);
  });

  it('is refused by who has one PIN only, while the later check-out is refused', () => {
    const stay = withPin();
    stay.receives('change the check-out to later');
    stay.step('planStay');
    stay.step('moveWindow', 'refused');
    stay.step('addAccessUser', 'refused');
    stay.receives('reissue');
    stay.step('issueCredential', 'the same code for ever');
    for (let tries = 1; tries < 3; tries += 1) {
      stay.step('confirmAccess');
      stay.step('removeCredential');
      if (tries === 1) stay.step('removeCredential');
      stay.step('issueCredential');
    }
    stay.step('confirmAccess');
    expect(stay.world.state.problems.pin?.type).toBe('PinNotChanged');
    expect(stay.world.state.requests.answers.at(-1)?.verdict.outcome).toBe('refused');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a look at what may have come late', () => {
  it('that failed says nothing, so that a put is not answered before the access was seen once more', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.receives('change the check-out to before check-in');
    stay.step('issueCredential', 'interrupted');
    stay.steps('planStay', 'issueCredential', 'confirmAccess');
    stay.waits('late create');
    stay.step('issueCredential', 'failed');
    stay.receives('put');
    expect(stay.ends()).toEqual([]);
  });

  it('is taken before the next life, when a late create of the one before can come no more', () => {
    const stay = new Story('latch-mobile');
    stay.step('planStay');
    stay.step('addAccessUser', 'done while the first attempt is under way');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.receives('cancel');
    stay.receives('put in another system');
    stay.steps('removeCredential', 'removeAccessUser', 'proveAbsence');
    stay.commitsLate(0);
    stay.waits('second proof');
    stay.step('proveAbsence');
    expect(stay.ends()).toEqual([]);
  });

  it.each(['put', 'release', 'retry'] as const)(
    'is taken again before a %s is answered, if a change that is refused interrupted it',
    (request) => {
      const stay = new Story('latch-mobile');
      stay.step('planStay');
      stay.step('addAccessUser');
      stay.step('issueCredential', 'done at the second attempt');
      stay.step('confirmAccess');
      stay.waits('late create');
      if (request === 'put') stay.receives('put');
      stay.receives('change the check-out to before check-in');
      if (request !== 'put') stay.receives(request);
      stay.step('issueCredential', 'interrupted');
      expect(stay.ends()).toEqual([]);
    },
  );
});

describe('a user of the guest before that does not go', () => {
  it('has its pauses also after the cancellation', () => {
    const stay = new Story('latch-mobile');
    stay.step('planStay');
    stay.receives('put for another guest');
    stay.step('addAccessUser');
    stay.step('planStay');
    stay.step('removeAccessUser', 'it does not go');
    stay.receives('cancel');
    stay.step('proveAbsence', 'interrupted');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a stay that cannot be planned', () => {
  it('while its check-out passes gives no new PIN to a guest whose stay may be over', () => {
    const stay = withPin();
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.almostWaits('check-out');
    stay.receives('put with other dates');
    stay.step('planStay', 'failed, asked to wait');
    stay.waits('check-out');
    stay.receives('reissue');
    expect(stay.ends()).toEqual([]);
  });

  it('ends although an extension was never planned', () => {
    const stay = withPin();
    stay.receives('put with other dates');
    stay.step('planStay', 'refused');
    expect(stay.ends()).toEqual([]);
  });

  it('gives a verdict to a put that came after its second proof', () => {
    const stay = new Story('salto-ks-pin');
    stay.receives('cancel');
    stay.step('planStay', 'interrupted');
    stay.step('recallStay');
    stay.receives('put');
    stay.step('planStay', 'refused');
    expect(stay.ends()).toEqual([]);
  });
});

describe('what somebody changed their mind about while it was under way', () => {
  it('leaves no key to replace where the stay begins later, although Seam had asked to wait', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.step('identifyGuest', 'failed, asked to wait');
    stay.receives('put with other dates');
    stay.receives('reissue');
    stay.step('planStay');
    expect(stay.ends()).toEqual([]);
  });

  it('is at its door again ten minutes after a leave that came late took the guest out', () => {
    const stay = withPin();
    stay.receives('change the listing to next door');
    stay.steps('planStay', 'joinAccessGroups', 'confirmAccess');
    stay.step('leaveAccessGroups', 'failed, commits late');
    stay.receives('put');
    stay.step('leaveAccessGroups', 'interrupted');
    stay.steps('planStay', 'joinAccessGroups', 'confirmAccess');
    stay.commitsLate(0);
    stay.step('leaveAccessGroups');
    expect(stay.ends()).toEqual([]);
  });

  it('is moved back: the window that may have been moved is asked for again', () => {
    const stay = withPin();
    stay.receives('put with other dates');
    stay.step('planStay');
    stay.receives('change the check-in to sooner');
    stay.step('moveWindow', 'interrupted, committed');
    expect(stay.ends()).toEqual([]);
  });

  it('is joined again: the group that may have been left', () => {
    const stay = withPin();
    stay.receives('put next door');
    stay.step('planStay');
    stay.step('joinAccessGroups');
    stay.step('confirmAccess');
    stay.receives('put');
    stay.step('leaveAccessGroups', 'interrupted, committed');
    expect(stay.ends()).toEqual([]);
  });

  it('is looked for: the key that may have been removed', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.steps('identifyGuest', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess');
    stay.receives('put with other dates');
    stay.step('planStay');
    stay.receives('put');
    stay.step('removeCredential', 'interrupted, committed');
    expect(stay.ends()).toEqual([]);
  });

  it('is let in: the guest whose suspension may have been carried out', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.receives('release');
    stay.step('suspendAccess', 'interrupted, committed');
    expect(stay.ends()).toEqual([]);
  });

  it('is kept out: the guest who may have been let in again', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.receives('release');
    stay.receives('hold');
    stay.step('resumeAccess', 'interrupted, committed');
    expect(stay.ends()).toEqual([]);
  });

  it('is no circle: a leave that a hold interrupted', () => {
    const stay = withPin();
    stay.receives('put next door');
    stay.step('planStay');
    stay.step('joinAccessGroups');
    stay.step('confirmAccess');
    stay.receives('hold');
    expect(stay.ends()).toEqual([]);
  });

  it('is left before it is answered: the room into which the guest was to move, and may have', () => {
    const stay = withPin();
    stay.receives('change the listing to next door');
    stay.step('planStay');
    stay.receives('put');
    stay.step('joinAccessGroups', 'interrupted, committed');
    stay.step('planStay');
    stay.step('confirmAccess');
    stay.step('leaveAccessGroups');
    expect(stay.ends()).toEqual([]);
  });

  it('is taken away until the new check-in: the key that was to be another, at doors which know no window', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.steps('identifyGuest', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess');
    stay.receives('reissue');
    stay.receives('put with other dates');
    stay.step('issueCredential', 'interrupted');
    stay.step('planStay');
    expect(stay.ends()).toEqual([]);
  });

  it('moves both keys of a reissue to the new check-out', () => {
    const stay = new Story('latch-mobile');
    stay.steps('planStay', 'addAccessUser', 'issueCredential', 'confirmAccess');
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.receives('change the check-out to later');
    expect(stay.ends()).toEqual([]);
  });

  it('is given after the release: the PIN that was to be another while the stay was held', () => {
    const stay = withPin();
    stay.receives('hold');
    stay.step('suspendAccess');
    stay.receives('reissue');
    stay.receives('release');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a guest who cancels and books again while Seam asks to wait', () => {
  it('is let in without a look that Seam did not want yet', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess', 'failed, asked to wait');
    stay.receives('cancel');
    stay.receives('put');
    expect(stay.ends()).toEqual([]);
  });

  it('has the old PIN removed when Seam takes removals again', () => {
    const stay = withPin();
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.almostWaits('check-out');
    stay.receives('cancel');
    stay.step('removeCredential', 'failed, asked to wait');
    stay.receives('put');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a guest who books again after check-out, and cancels that', () => {
  it('has what was asked for once nothing of the first stay is left', () => {
    const stay = withPin();
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.waits('check-out');
    stay.steps('removeCredential', 'removeAccessUser', 'proveAbsence');
    stay.receives('put');
    stay.receives('cancel');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a guest who moves to another building and back, while the lock keeps the first PIN', () => {
  it.each(['put', 'put with other dates'] as const)(
    'has another PIN in its place, since Seam shows that it could not be removed (%s)',
    (back) => {
      const stay = withPin();
      if (back === 'put with other dates') stay.almostWaits('check-in');
      stay.receives('put in another system');
      stay.steps('planStay', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
      stay.step('confirmAccess');
      stay.step('removeCredential', 'it does not go');
      stay.receives(back);
      expect(stay.ends()).toEqual([]);
    },
  );
});

describe('a put after a run that was closed', () => {
  /** A stay that was cancelled before it was planned, and is over. */
  function over(): Story {
    const stay = new Story('salto-ks-pin');
    stay.receives('cancel');
    stay.step('planStay', 'interrupted');
    stay.step('recallStay');
    return stay;
  }

  it('is superseded with every other that is older than what the run heard', () => {
    const stay = over();
    stay.beginsAgain('put with a revision');
    stay.receives('put again, of an older revision');
    expect(stay.ends()).toEqual([]);
  });

  it('is lived if it is newer, also when an older one closed the run', () => {
    const stay = over();
    stay.beginsAgain('put with a revision');
    stay.step('planStay');
    stay.receives('put');
    expect(stay.ends()).toEqual([]);
  });

  it('waits for no moment in the past when it was over as it came', () => {
    const stay = withPin();
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.waits('check-out');
    stay.steps('removeCredential', 'removeAccessUser', 'proveAbsence');
    stay.waits('second proof');
    stay.step('proveAbsence');
    stay.beginsAgain('put');
    stay.step('planStay', 'failed, asked to wait');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a put after a run that was terminated', () => {
  it('does not give the PIN of before to another guest who comes before anybody looked what was left', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.isTerminated('put again');
    stay.receives('retry');
    stay.step('planStay');
    stay.receives('put for another guest');
    stay.step('planStay', 'interrupted');
    stay.step('planStay');
    expect(stay.ends()).toEqual([]);
  });

  it.each(['check', 'hold', 'release'] as const)(
    'and closed, of an older revision, leaves the %s that came with it not without a verdict',
    (request) => {
      const stay = new Story('salto-ks-pin');
      stay.step('planStay');
      stay.step('addAccessUser');
      stay.isTerminated('closed by the reconciler');
      stay.receives('put again, of an older revision');
      stay.receives(request);
      expect(stay.ends()).toEqual([]);
    },
  );

  it('of an older revision leaves the hold that came with it to hold, and tells so', () => {
    const stay = new Story('salto-ks-pin');
    stay.step('planStay');
    stay.isTerminated('put again');
    stay.receives('put again, of an older revision');
    stay.receives('hold');
    stay.step('planStay', 'interrupted');
    stay.step('planStay');
    expect(stay.ends()).toEqual([]);
  });

  it('is refused, and what the run left is ended all the same', () => {
    const stay = withPin();
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.waits('check-out');
    stay.isTerminated('put again');
    stay.step('planStay');
    expect(stay.ends()).toEqual([]);
  });

  it('finds the identity that the run had not removed yet', () => {
    const stay = withIdentity();
    stay.receives('cancel');
    stay.step('enrollPhone', 'interrupted');
    stay.isTerminated('put again');
    stay.receives('cancel');
    expect(stay.ends()).toEqual([]);
  });

  it('for another guest gets no key of the guest before', () => {
    const stay = withIdentity();
    stay.isTerminated('put again');
    stay.receives('put for another guest');
    stay.step('planStay', 'interrupted');
    stay.step('planStay');
    expect(stay.world.state.planned?.guest).toBe(2);
    expect(stay.ends()).toEqual([]);
  });

  it('of an older revision opens nothing, and ends what the run left', () => {
    const stay = withIdentity();
    stay.isTerminated('put again');
    stay.receives('put again, of an older revision');
    stay.step('planStay', 'interrupted');
    stay.step('planStay');
    expect(stay.ends()).toEqual([]);
  });

  it('is given a key of its own where the key names the doors', () => {
    const stay = new Story('latch-mobile');
    stay.step('planStay');
    stay.step('addAccessUser');
    stay.step('issueCredential');
    stay.isTerminated('put again');
    stay.receives('put next door');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a story', () => {
  it('that the stay does not live any more says what the stay does instead', () => {
    const stay = withPin();
    expect(() => stay.waits('check-out')).toThrow(/waits for the check-in/);
  });
});

describe('whoever asks for a new PIN', () => {
  it('twice in a row is told of each what it got, though the second has the code of the first', () => {
    const stay = withPin();
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.receives('reissue');
    stay.step('confirmAccess');
    stay.step('issueCredential', 'the same code for ever');
    stay.step('confirmAccess');
    for (let time = 0; time < 3; time += 1) stay.step('removeCredential');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.step('removeCredential');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    expect(stay.ends()).toEqual([]);
  });

  it('while the system gives the old code again and again is told so, as is who asked before', () => {
    const stay = withPin();
    stay.receives('reissue');
    stay.step('issueCredential', 'the same code for ever');
    stay.step('confirmAccess');
    for (let time = 0; time < 2; time += 1) stay.step('removeCredential');
    stay.receives('reissue');
    stay.steps('issueCredential', 'removeCredential', 'issueCredential');
    for (let time = 0; time < 2; time += 1) {
      stay.steps('confirmAccess', 'removeCredential', 'issueCredential');
    }
    stay.step('confirmAccess');
    expect(stay.ends()).toEqual([]);
  });

  it('is told that it is there, though the next guest gets the same one', () => {
    const stay = withPin();
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.receives('put for another guest');
    stay.steps('confirmAccess', 'planStay', 'addAccessUser', 'joinAccessGroups');
    stay.step('issueCredential', 'the same code for ever');
    for (let time = 0; time < 2; time += 1) {
      stay.steps('confirmAccess', 'removeCredential', 'issueCredential');
    }
    stay.step('confirmAccess');
    expect(stay.ends()).toEqual([]);
  });

  it('and moves is not told so while the code of before opens the old room', () => {
    const stay = withPin();
    stay.receives('reissue');
    stay.step('issueCredential', 'the same code again');
    stay.step('confirmAccess');
    stay.receives('put in another system');
    stay.steps('removeCredential', 'planStay', 'addAccessUser', 'joinAccessGroups');
    stay.steps('issueCredential', 'confirmAccess');
    expect(stay.ends()).toEqual([]);
  });

  it('is not told that it is there while the access is in trouble', () => {
    const stay = new Story('salto-ks-pin');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.step('issueCredential');
    stay.receives('change the listing to next door');
    stay.receives('reissue');
    stay.steps('confirmAccess', 'planStay', 'joinAccessGroups');
    stay.step('confirmAccess', 'the access is in trouble');
    expect(stay.ends()).toEqual([]);
  });

  it('before another guest had any gets the one that is being made', () => {
    const stay = withPin();
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.receives('put for another guest');
    stay.steps('planStay', 'addAccessUser', 'joinAccessGroups');
    stay.step('issueCredential', 'the same code again');
    stay.steps('confirmAccess', 'removeCredential', 'issueCredential');
    stay.receives('reissue');
    stay.steps('confirmAccess', 'removeCredential', 'removeAccessUser');
    stay.step('proveAbsence');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a new key at Latch', () => {
  /** A stay at Latch whose key was seen. */
  function withKey(): Story {
    const stay = new Story('latch-mobile');
    stay.steps('planStay', 'addAccessUser', 'issueCredential', 'confirmAccess');
    return stay;
  }

  it('is applied while the key of the room that was left before is still to go', () => {
    const stay = withKey();
    stay.receives('put in another system');
    stay.steps('planStay', 'addAccessUser', 'issueCredential', 'confirmAccess');
    stay.step('removeCredential', 'refused');
    stay.receives('reissue');
    stay.steps('proveAbsence', 'issueCredential', 'confirmAccess', 'removeCredential');
    expect(stay.ends()).toEqual([]);
  });

  it('takes the first away once it was seen, while a newer one still has to wait', () => {
    const stay = withKey();
    stay.almostWaits('check-in');
    stay.receives('reissue');
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.step('issueCredential', 'failed, asked to wait');
    stay.waits('check-in');
    stay.step('confirmAccess');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a stay at Salto Space whose access is to go', () => {
  it('is not looked at before its check-in, which moved: a new key is answered when that one is seen', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.steps('identifyGuest', 'addAccessUser', 'joinAccessGroups');
    stay.receives('put with other dates');
    stay.step('issueCredential');
    stay.step('planStay');
    stay.step('removeCredential', 'failed');
    stay.receives('reissue');
    expect(stay.ends()).toEqual([]);
  });

  it('leaves the groups of the room before, also after a leave whose answer nobody heard', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.steps('identifyGuest', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess');
    stay.receives('change the listing to next door');
    stay.steps('planStay', 'joinAccessGroups', 'confirmAccess');
    stay.receives('change the check-out to later');
    stay.step('leaveAccessGroups', 'interrupted, committed');
    stay.takesLong('planStay');
    stay.step('planStay');
    stay.step('confirmAccess');
    stay.step('leaveAccessGroups');
    expect(stay.ends()).toEqual([]);
  });
});

describe('an identity of a stay at Salto Space', () => {
  it('proves the identity of a cancelled run that was terminated before its proof', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.receives('cancel');
    stay.step('identifyGuest');
    stay.step('removeIdentity');
    stay.isTerminated('put again');
    stay.receives('cancel');
    stay.step('planStay');
    expect(stay.ends()).toEqual([]);
  });

  it('is put again while its first identity may still be made, and takes that for its own or away', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.step('identifyGuest', 'done while the first attempt is under way');
    stay.step('addAccessUser');
    stay.step('joinAccessGroups');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.receives('cancel');
    stay.receives('put');
    stay.step('removeCredential');
    stay.step('removeAccessUser');
    stay.step('removeIdentity');
    stay.step('proveAbsence');
    expect(stay.ends()).toEqual([]);
  });

  it('looks for what it found before the end, with new patience', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.receives('put with other dates');
    stay.step('identifyGuest', 'interrupted, committed');
    stay.step('planStay');
    stay.waits('late create');
    stay.step('proveAbsence');
    stay.step('removeIdentity', 'it does not go');
    stay.receives('cancel');
    stay.step('proveAbsence');
    stay.step('removeIdentity');
    stay.step('proveAbsence');
    stay.step('removeIdentity');
    expect(stay.ends()).toEqual([]);
  });

  it('that was held and terminated after its identity was removed proves that nothing is left', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.receives('hold');
    stay.step('identifyGuest');
    stay.waits('check-out');
    stay.step('removeIdentity');
    stay.isTerminated('put again');
    stay.step('planStay');
    stay.beginsAgain('a cancellation');
    stay.step('recallStay');
    expect(stay.ends()).toEqual([]);
  });

  it('and is closed by the reconciler is looked for under the number of the guest after the last', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.receives('put for another guest');
    stay.step('identifyGuest', 'interrupted');
    stay.step('planStay');
    stay.step('identifyGuest');
    stay.step('addAccessUser');
    stay.step('joinAccessGroups');
    stay.step('issueCredential');
    stay.step('confirmAccess');
    stay.receives('put');
    stay.step('planStay');
    stay.isTerminated('closed by the reconciler');
    stay.step('removeCredential');
    stay.step('removeAccessUser');
    stay.step('removeIdentity');
    stay.step('proveAbsence');
    stay.commitsLate(0);
    stay.waits('second proof');
    stay.step('proveAbsence');
    expect(stay.ends()).toEqual([]);
  });

  it('that comes after the reconciler has closed its stay is left to the next pass', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.steps('identifyGuest', 'addAccessUser', 'joinAccessGroups');
    stay.steps('issueCredential', 'confirmAccess');
    stay.receives('put for another guest');
    stay.step('planStay');
    stay.receives('put');
    stay.step('identifyGuest', 'interrupted');
    stay.step('planStay');
    stay.isTerminated('closed by the reconciler');
    stay.steps('removeCredential', 'removeAccessUser', 'removeIdentity');
    stay.step('proveAbsence');
    stay.commitsLate(0);
    stay.waits('second proof');
    stay.step('proveAbsence');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a stay at Salto Space whose guest is in the house', () => {
  /** The access is confirmed, and the guest is in. */
  function inTheHouse(): Story {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.steps('identifyGuest', 'addAccessUser', 'joinAccessGroups');
    stay.steps('issueCredential', 'confirmAccess');
    return stay;
  }

  it('keeps nothing for them past check-out, where the put of the next guest cannot be planned', () => {
    const stay = inTheHouse();
    stay.almostWaits('check-out');
    stay.receives('put for another guest');
    stay.step('planStay', 'failed, asked to wait');
    stay.receives('change the check-out to later');
    stay.waits('check-out');
    expect(stay.ends()).toEqual([]);
  });

  it('keeps nothing in the other system either to which they were to move', () => {
    const stay = inTheHouse();
    stay.almostWaits('check-out');
    stay.receives('put in another system');
    stay.step('planStay');
    stay.receives('put for another guest');
    stay.step('addAccessUser', 'interrupted');
    stay.step('planStay', 'failed, asked to wait');
    stay.waits('check-out');
    stay.steps('removeCredential', 'removeAccessUser');
    expect(stay.ends()).toEqual([]);
  });

  it('answers for a new key once the old one is gone, although both go for a later check-in', () => {
    const stay = inTheHouse();
    stay.receives('reissue');
    // A user holds one key: the new one is refused until the old one is gone.
    stay.step('issueCredential');
    stay.receives('put with other dates');
    stay.step('removeCredential', 'interrupted');
    stay.step('planStay');
    stay.step('removeCredential', 'failed');
    stay.step('removeCredential');
    expect(stay.ends()).toEqual([]);
  });

  it('waits until an identity whose removal was stopped can go no more', () => {
    const stay = inTheHouse();
    stay.receives('put with other dates');
    stay.steps('planStay', 'removeCredential', 'removeAccessUser');
    stay.receives('put');
    stay.step('removeIdentity', 'interrupted');
    stay.steps('planStay', 'addAccessUser');
    stay.step('joinAccessGroups', 'failed, committed');
    stay.steps('issueCredential', 'confirmAccess');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a guest who comes back, after another one and a run that was terminated, to a stay that is then held', () => {
  /** Ada is in the house, and Ben is to come in her place. */
  function withAnotherGuestPlanned(): Story {
    const stay = withIdentity();
    stay.steps('enrollPhone', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess');
    stay.waits('check-in');
    stay.step('confirmAccess');
    stay.receives('put for another guest');
    stay.step('planStay');
    return stay;
  }

  it('has the identity of before, which is looked for no more as what the guests before have left', () => {
    const stay = withAnotherGuestPlanned();
    stay.isTerminated('put again');
    stay.step('planStay');
    stay.receives('hold');
    stay.step('identifyGuest');
    expect(stay.ends()).toEqual([]);
  });

  it('has it also where the other guest has one', () => {
    const stay = withAnotherGuestPlanned();
    stay.steps('identifyGuest', 'enrollPhone');
    stay.isTerminated('put again');
    stay.step('planStay');
    stay.receives('hold');
    stay.step('identifyGuest');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a stay that is held, and whose run was terminated when it had only an identity of somebody else', () => {
  it('has nothing to prove if it ends without a release', () => {
    const stay = new Story('salto-ks-mobile-enrolled');
    stay.receives('put for another guest');
    stay.step('planStay', 'interrupted');
    stay.step('planStay');
    stay.receives('hold');
    stay.step('identifyGuest');
    stay.isTerminated('put again');
    stay.step('planStay');
    stay.waits('check-in');
    stay.waits('check-out');
    expect(stay.ends()).toEqual([]);
  });
});

describe('a guest at Salto Space whose door is offline, who asks for a new key and whose stay is then held', () => {
  it('has no key to look at until the release', () => {
    const stay = new Story('salto-space-mobile');
    stay.step('planStay');
    stay.waits('check-in');
    stay.steps('identifyGuest', 'addAccessUser', 'joinAccessGroups', 'issueCredential');
    stay.step('confirmAccess', 'the door is offline');
    stay.receives('reissue');
    stay.step('issueCredential');
    stay.receives('hold');
    stay.steps('removeCredential', 'suspendAccess');
    expect(stay.ends()).toEqual([]);
  });
});
