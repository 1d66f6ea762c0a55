export type { Cancellation } from '../contract/cancellation.ts';
export type { Guest } from '../contract/guest.ts';
export type {
  Change,
  ChangeInput,
  Check,
  Reasoned,
  Reservation,
  ReservationInput,
  Retry,
} from '../contract/reservation.ts';
export type {
  EndedBy,
  Phase,
  Problem,
  Revisions,
  Status,
  StatusEntrance,
  StatusEntry,
} from '../contract/status.ts';
export type { VerdictOutcome, Verdict } from '../contract/verdict.ts';
export { isStayError, StayError, type StayErrorType } from './errors.ts';
export type { HistoryEntry, StayHistory } from './history-entry.ts';
export type { StayFilter, StayPage, StaySummary } from './list-stays.ts';
export type { GuestCredential } from './read-credential.ts';
export type { StayEntrances } from './read-entrances.ts';
export { type SeamReader, StayClient, type StayClientOptions } from './stay-client.ts';
