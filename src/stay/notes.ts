import type { StayState } from './state.ts';

/** Notes a sentence for people, unless it was noted before. */
export function noteOnce(state: StayState, text: string): StayState {
  return state.notes.includes(text) ? state : { ...state, notes: [...state.notes, text] };
}
