export { announceStay } from './announce-stay.ts';
export { closeStay } from './close-stay.ts';
export { guestStay } from './guest-stay.ts';
export { reconcile } from './reconcile/reconcile.ts';
