export { guestStay } from './guest-stay.ts';
