import { statusSchema } from '../../../src/contract/status-schema.ts';
import { verdictSchema } from '../../../src/contract/verdict-schema.ts';
import {
  credentialAnswer,
  entrancesAnswer,
  pageAnswer,
  problemAnswer,
} from '../../../src/gateway/schemas.ts';

import { type Made, PERSONAL } from './requests.ts';

/** What a request was answered. */
export interface Seen {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What is wrong with an answer, in a sentence each. */
export function judge(made: Made, { status, type, text }: Seen): readonly string[] {
  const isOk = status < 300;
  const isProblem = type.startsWith('application/problem+json');
  const faults = [
    status >= 500 && status !== 503 && 'it failed',
    !made.statuses.includes(status) &&
      status !== 404 &&
      !isElsewhere(made) &&
      'the document has no such status',
    !made.isAllowed &&
      ![401, 403, 404, 429].includes(status) &&
      !(status === 405 && isElsewhere(made)) &&
      'nobody with this token may do that',
    isOk && !isReadable(made) && made.method !== 'DELETE' && 'its body cannot be read',
    made.method === 'DELETE' && [413, 415, 422].includes(status) && 'it is a cancellation',
    text.includes(PERSONAL) && 'it tells of the guest',
    isProblem && !problemAnswer.safeParse(read(text)).success && 'it is no problem',
    type.startsWith('application/json') &&
      !isElsewhere(made) &&
      !fits(made, text) &&
      'its body is not the document’s',
  ];
  return faults.filter((fault) => fault !== false);
}

/** An id that is a path of its own, such as "..", or none, leads to another route. */
function isElsewhere({ path }: Made): boolean {
  return /^\/stays\/(?:%2E|\.|\/|\?|$)/i.test(path);
}

function isReadable({ bodyKind }: Made): boolean {
  return bodyKind !== 'not-json' && bodyKind !== 'other-type' && bodyKind !== 'large';
}

const ANSWERS = {
  showStay: statusSchema,
  listStays: pageAnswer,
  readCredential: credentialAnswer,
  readEntrances: entrancesAnswer,
};

function fits({ operation }: Made, text: string): boolean {
  const schema = ANSWERS[operation as keyof typeof ANSWERS] ?? verdictSchema;
  return schema.safeParse(read(text)).success;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
