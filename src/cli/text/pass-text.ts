import type { PassResult } from '../../contract/reconciling.ts';

const MOST_IDS = 20;

/** What a pass of the reconciler found, for people. */
export function passText(pass: PassResult, repair: boolean): string[] {
  const [ended, looks] = repair
    ? ['are being ended', 'look again']
    : ['would be ended with --repair', 'would look again with --repair'];
  const lines = [
    ...section(`Stays with access at Seam and no open run; they ${ended}`, pass.orphans),
    ...section(`Open stays that differ from Seam; they ${looks}`, pass.woken),
    ...section('Not shown to be ours, or silent; a person has to look', pass.reported),
    ...section('Lists of Seam that could not be read; nothing was concluded', pass.unread),
  ];
  return lines.length === 0 ? ['Seam has what the open stays say, and nothing else.'] : lines;
}

function section(title: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const more = ids.length - MOST_IDS;
  return [
    `${title}: ${ids.length}`,
    ...ids.slice(0, MOST_IDS).map((id) => `  ${id}`),
    ...(more > 0 ? [`  and ${more} more (--json names all)`] : []),
  ];
}
