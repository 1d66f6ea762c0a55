import { type Seen, THE_STORY } from './telling.ts';

/** A place where two services are apart. */
export interface Row {
  readonly story: string;
  readonly asked: string;
  readonly sandbox: string;
  readonly seam: string;
}

const NOT_ASKED = 'not asked';

/** Every answer of a doubt in which the two are apart. */
export function apartInDoubt(story: string, sandbox: Seen, seam: Seen): readonly Row[] {
  return [...new Set([...sandbox.keys(), ...seam.keys()])]
    .map((asked) => ({
      story,
      asked,
      sandbox: sandbox.get(asked) ?? NOT_ASKED,
      seam: seam.get(asked) ?? NOT_ASKED,
    }))
    .filter((row) => row.sandbox !== row.seam);
}

/** The first request of a story that was answered otherwise (the rest follows from it), and how the story ended. */
export function apartInStory(story: string, sandbox: Seen, seam: Seen): readonly Row[] {
  const rows = apartInDoubt(story, sandbox, seam);
  const first = rows.find(({ asked }) => asked !== THE_STORY);
  return [
    ...(first === undefined ? [] : [first]),
    ...rows.filter((row) => row.asked === THE_STORY),
  ];
}
