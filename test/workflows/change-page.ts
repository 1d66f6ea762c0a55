import { CANCELLED_AT, LATE_PUTS, type LatePut } from './change-early.ts';
import { ORDERS, type Order } from './change-orders.ts';
import {
  BEFORE_OPENING,
  CHANGES,
  ENDING,
  IN,
  LIVING,
  OPEN,
  OUT,
  room,
  TABLE,
  type ChangeName,
  type Moment,
  type Opening,
  type Row,
  type Time,
} from './change-table.ts';

const NAMES = Object.keys(CHANGES) as readonly ChangeName[];
const ENDED: Time = 'after its end';
const WIDTH = 120;
const SPELLED: Readonly<Record<number, string>> = {
  0.5: 'half an hour',
  1: 'an hour',
  6: 'six hours',
  12: 'twelve hours',
  24: 'a day',
};

/** Times that have a name together, the widest first. */
const SPANS: readonly (readonly [string, readonly Time[]])[] = [
  ['at any time before check-out', LIVING],
  ['before check-in', BEFORE_OPENING],
  ['while the guest is in', OPEN],
  ['after check-out', [...ENDING, ENDED]],
  ['after check-out, until the access is proven gone', ENDING],
];

const OPENING = `
# What happens if …

For the front desk and for whoever writes the booking backend: what a stay makes of every change, at every point of its life.
This page is written from the table that the tests play (\`npm run docs:changes\`): through the real worker, with model doors
that are asked before and after. The example is a stay of two nights.

**The answers.** \`applied\`: the doors, or the plan for them, are as asked. \`refused\`: nothing has changed, and the name says
why. \`too-late\`: the stay is ending or has ended, and this is not a put. Two more depend on what else happens:
\`superseded\` (newer requests overtook it) and \`pending\` (not done within a minute, or one of more than eight that wait; look
at the status, it will be done). The same message as a signal comes to the same, without an answer.

**Two kinds of locks.** Salto KS knows the window of a guest and keeps it by itself, so access is made as soon as the stay is
booked. Salto Space opens for whoever has a key: there the key is made at check-in, and our revocation alone shuts the door.
Where the two differ, the page says so.

**Check-in and check-out** mean here when the doors open and shut. A listing with margins (\`opensBefore\`, \`closesAfter\`) opens
sooner and shuts later than was booked, and what is told of the guest who has left is to be read with that: the stay ends once the
margin after the new check-out is over. [Margins](operations.md#margins) says how they count.
`;

const PAIRS = `
## Two changes, one after the other

Each change acts on what the one before has left, field by field: an extension and a room move both count; of an extension
and an early departure, the later request counts. One that is overtaken before it was done is answered \`superseded\` at once.
A cancellation overtakes everything, and after it only a put brings the guest back. Every pair of a longer stay, an earlier
end, a room move, a cancellation and a put with other dates is played: in one breath, one after the other, and the second at
a later point of the stay.

## … it was cancelled by mistake?

Put it again. The doors open within seconds, also while the cancelled stay is still proving that nothing is left. Only where
Seam gave no clean answer to a create, and something may therefore still come late, the guest waits until that can be no more:
the quiet period, ten minutes by default. A lock that does not give up a key of the stay keeps the guest waiting until it
does. There is a new credential. A put with a revision that is older than the
cancellation's is \`superseded\`, and the doors stay shut.

## … staff are called like the room, or work on the guest's access?

Nobody is touched who is not the stay's own, whatever the name: "305 Cleaning" and "305" stay as they are, before, during and
after the stay 305. What staff do to the guest's own access is put right at the next look, but for a suspension, which is shown
and left. [What is the stay's, and what is somebody else's](ownership.md) has the rule and the table.

## … a message is malformed?

A cancellation is obeyed whatever else it says, by every way in: a reason is cut to 500 characters, a revision in digits is
read, any other malformed field counts as not said, unknown fields are ignored. Every other message is refused as an update,
and as a signal changes nothing but a line in the log. The same goes for a date, a listing or an unknown field in a put, also
in its guest; what a known field says of the guest never refuses it:

- Fields that are empty or \`null\` are absent, in every message.
- Names are trimmed, brought to Unicode NFC, and lose what nobody sees: control, format and bidi characters. One of more than
  200 characters is cut, which the verdict's \`reason\` says.
- A phone number is read with blanks, dots, dashes, brackets and \`00\` for \`+\`, but not without its country.
- A phone number, an e-mail address or an account that cannot be read counts as missing. The verdict's \`reason\` says so. Only a
  listing whose recipe needs it refuses the put (\`MissingGuestData\`).

## … a message comes twice?

Give it a command id (1 to 200 printable ASCII characters without blanks, nothing personal), and send it again with the same
one. The stay remembers its last 200 commands: the same again has one effect, and gets the answer of the first. Ids count
for each kind of message, so that a put and its cancellation may have the same. What says something else under an id that was
used is refused (\`CommandIdReused\`), unless it is a cancellation, which is obeyed.

## What order may change

With revisions, messages may arrive in any order, twice or late, and come to the same: each field takes the highest revision.
Two things remember the order all the same: what was refused is not tried again, and what has ended stays ended until it is
put again. These are the cases at Salto KS:
`;

const EARLY = '… the cancellation comes before the booking?';

const BESIDE_THE_TABLE = `
Not in the table, since there is no stay yet: [the cancellation comes before the booking](#${anchorOf(EARLY)}).
`;

/** The page that answers "what happens if …", written from the tables that the tests play. */
export function changePage(): string {
  const sections = [
    ...[OPENING, glance(), BESIDE_THE_TABLE, ...NAMES.map(sectionOf), earlySection()],
    ...[PAIRS, ...ORDERS.map(orderOf)],
  ];
  return `${sections.map((section) => section.trim()).join('\n\n')}\n`;
}

function earlySection(): string {
  const cancelled = `Said by \`cancelStay\` with a revision, here ${CANCELLED_AT}, while there is no stay: it is remembered, and \`applied\`. The put that follows, at once or when the run of the cancellation has closed, is judged by its revision:`;
  const without =
    'A cancellation without a revision is answered that there is no such stay, and the put that follows opens.';
  const puts = LATE_PUTS.map(latePutOf).join('\n');
  return [`## ${EARLY}`, wrap(cancelled, ''), puts, wrap(without, '')].join('\n\n');
}

function latePutOf({ has, answer, why }: LatePut): string {
  const doors = answer === 'applied' ? doorsOf(room(IN, OUT)) : 'No door opens.';
  return wrap(`- **With ${has}**: \`${answer}\`. ${why} ${doors}`, '  ');
}

function orderOf({ messages: [one, other], at, asListed, turnedRound, why }: Order): string {
  const endings = [
    [one, other, asListed],
    [other, one, turnedRound],
  ] as const;
  const lines = endings.map(([first, second, { answers, type, opens }]) => {
    const [a, b] = answers.map((answer) =>
      answerOf(answer, answer === 'refused' ? type : undefined),
    );
    const doors = opens === undefined ? 'No door opens any more.' : doorsOf(opens);
    return wrap(`- First _${first}_ (${a}), then _${second}_ (${b}). ${doors}`, '  ');
  });
  return [wrap(`**${capital(at)}.** ${why}`, ''), lines.join('\n')].join('\n\n');
}

function glance(): string {
  const groups = [BEFORE_OPENING, OPEN, ENDING, [ENDED]];
  const cellsOf = (name: ChangeName): readonly string[] => [
    `[${CHANGES[name].question}](#${anchorOf(headingOf(name))})`,
    ...groups.map((times) => answersAt(name, times)),
  ];
  const head = ['what happens if …', 'before check-in', 'while open', 'while ending', 'once ended'];
  return tableOf([head, ...NAMES.map(cellsOf)]);
}

function answersAt(name: ChangeName, times: readonly Time[]): string {
  const rows = TABLE[name].filter((row) => row.at.some((time) => times.includes(time)));
  return [...new Set(rows.map(({ answer, type }) => answerOf(answer, type)))].join(' or ');
}

function headingOf(name: ChangeName): string {
  return `… ${CHANGES[name].question}?`;
}

function sectionOf(name: ChangeName): string {
  const { message } = CHANGES[name];
  const rows = TABLE[name].map((row) => wrap(`- ${sentencesOf(row)}`, '  '));
  return [`## ${headingOf(name)}`, wrap(`Said by ${message}.`, ''), rows.join('\n')].join('\n\n');
}

function sentencesOf(row: Row): string {
  const { isNewCredential, endedBy, system } = row;
  const where = system === undefined ? '' : ` at ${system}`;
  return [
    `**${capital(whenOf(row.at))}${where}**: ${answerOf(row.answer, row.type)}.`,
    row.why,
    whatOpens(row),
    ...(isNewCredential ? ['There is a new credential, and with it a new PIN or key.'] : []),
    ...(endedBy === 'check-out' ? [] : [`The status says \`endedBy: ${endedBy}\`.`]),
  ].join(' ');
}

function whatOpens({ opens, isHeld }: Row): string {
  if (isHeld) return 'No door opens until the stay is released.';
  return opens === undefined ? 'No door opens from then on.' : doorsOf(opens);
}

function answerOf(answer: Row['answer'], type: string | undefined): string {
  if (answer === 'none') return 'no answer';
  return type === undefined ? `\`${answer}\`` : `\`${answer}\` (\`${type}\`)`;
}

function whenOf(times: readonly Time[]): string {
  const span = SPANS.find(([, of]) => of.every((time) => times.includes(time)));
  if (span === undefined) return enumerate(times);
  const rest = times.filter((time) => !span[1].includes(time));
  return rest.length === 0 ? span[0] : enumerate([span[0], ...rest]);
}

function doorsOf({ place, from, until, guest }: Opening): string {
  const whose = guest === undefined ? '' : ` for ${guest}`;
  return `The doors of ${place} open${whose} from ${momentOf(from)} until ${momentOf(until)}.`;
}

function momentOf({ at, hours }: Moment): string {
  if (hours === 0) return `the booked ${at}`;
  return `${SPELLED[Math.abs(hours)]} ${hours < 0 ? 'before' : 'after'} the booked ${at}`;
}

/** As GitHub makes them from headings. */
function anchorOf(heading: string): string {
  return heading.replaceAll(/[…?]/g, '').replaceAll(' ', '-').toLowerCase();
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lineOf(head), rule, ...rows.slice(1).map(lineOf)].join('\n');
}

function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
