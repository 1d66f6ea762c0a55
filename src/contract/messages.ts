import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

import type { StayRecord } from './closing.ts';
import type { Status } from './status.ts';
import type { Verdict } from './verdict.ts';

/** Names shared by the signal and the update of the same payload. */
const PUT_STAY = 'putStay';
const CHANGE_STAY = 'changeStay';
export const CANCEL_STAY = 'cancelStay';
const RETRY_STAY = 'retryStay';
export const CHECK_STAY = 'checkStay';
const REISSUE_STAY = 'reissueStay';
const HOLD_STAY = 'holdStay';
const RELEASE_STAY = 'releaseStay';
const STAY_STATUS = 'stayStatus';
const STAY_RECORD = 'stayRecord';

// Payloads are `unknown` on purpose: a backend in any language may send anything, and a signal
// that cannot be typed must not become a workflow task that fails for ever.
export const putStayUpdate = defineUpdate<Verdict, [unknown]>(PUT_STAY);
export const changeStayUpdate = defineUpdate<Verdict, [unknown]>(CHANGE_STAY);
export const cancelStayUpdate = defineUpdate<Verdict, [unknown]>(CANCEL_STAY);
export const retryStayUpdate = defineUpdate<Verdict, [unknown]>(RETRY_STAY);
export const checkStayUpdate = defineUpdate<Verdict, [unknown]>(CHECK_STAY);
export const reissueStayUpdate = defineUpdate<Verdict, [unknown]>(REISSUE_STAY);
export const holdStayUpdate = defineUpdate<Verdict, [unknown]>(HOLD_STAY);
export const releaseStayUpdate = defineUpdate<Verdict, [unknown]>(RELEASE_STAY);

export const putStaySignal = defineSignal<[unknown]>(PUT_STAY);
export const changeStaySignal = defineSignal<[unknown]>(CHANGE_STAY);
export const cancelStaySignal = defineSignal<[unknown]>(CANCEL_STAY);
export const retryStaySignal = defineSignal<[unknown]>(RETRY_STAY);
export const checkStaySignal = defineSignal<[unknown]>(CHECK_STAY);
export const reissueStaySignal = defineSignal<[unknown]>(REISSUE_STAY);
export const holdStaySignal = defineSignal<[unknown]>(HOLD_STAY);
export const releaseStaySignal = defineSignal<[unknown]>(RELEASE_STAY);

export const stayStatusQuery = defineQuery<Status>(STAY_STATUS);
export const stayRecordQuery = defineQuery<StayRecord>(STAY_RECORD);
