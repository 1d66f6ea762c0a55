import type { Ledger } from './ledger.ts';

/** What one search attribute takes. */
const MOST = 40;
const LONGEST = 40;

/** The ids of what the stay has at Seam, the newest first: at most 40, of at most 40 characters. */
export function seamIdsOf(ledger: Ledger): readonly string[] {
  const ids = ledger.flatMap(({ id = '', kind, state }) =>
    // The id of a membership is that of its access group, which others have too.
    state === 'removed' || kind === 'membership' || id === '' || id.length > LONGEST ? [] : [id],
  );
  return [...new Set(ids.toReversed())].slice(0, MOST);
}
