import manifest from '../../../package.json' with { type: 'json' };

import type { Opinion } from './opinion.ts';

/** What a run found, as Markdown for an issue. Nothing in it tells whose workspace it was. */
export function reportOf({ told, rows, silent, tooFast }: Opinion, date: Date): string {
  const apart = new Set(rows.map(({ story }) => story)).size;
  const facts = [
    `${told} stories were told to both on ${date.toISOString().slice(0, 10)}`,
    `with nightlatch ${manifest.version} and @seamapi/http ${manifest.dependencies['@seamapi/http']}`,
    `${told - apart} of them alike.`,
  ].join(', ');
  return [
    '### Where Seam differs from the sandbox of Nightlatch',
    facts,
    ...table(
      ['story', 'asked', 'the sandbox', 'Seam'],
      rows.map(({ story, asked, sandbox, seam }) => [story, asked, sandbox, seam]),
    ),
    ...(tooFast.length === 0
      ? []
      : [`Seam asked to slow down ${tooFast.length} times: ${[...new Set(tooFast)].join(', ')}.`]),
    ...table(
      ['not told', 'why'],
      silent.map(({ story, why }) => [story, why]),
    ),
  ].join('\n\n');
}

/** No table where there are no rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const lines = [head, head.map(() => '---'), ...rows];
  return [lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')];
}
