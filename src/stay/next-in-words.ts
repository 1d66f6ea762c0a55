import type { Step } from './step.ts';

/** What a stay does next by itself, for people; undefined once nothing is left to do. */
export function nextInWords(step: Step): string | undefined {
  switch (step.do) {
    case 'wait':
      return `${WAITS[step.for]} at ${new Date(step.until).toISOString()}`;
    case 'end':
    case 'close':
      return 'End the stay';
    case 'finish':
    case 'fail':
      return undefined;
    default:
      return step.summary;
  }
}

const WAITS = {
  'check-in': 'Check-in',
  'check-out': 'Check-out',
  'late create': 'See what became of a request without an answer',
  'next look': 'Look again at the access',
  'next try': 'Try again',
  change: 'Wait for a change or a retry',
  'second proof': 'Prove once more that nothing came back',
};
