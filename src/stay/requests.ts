import { isSameRecord, type Guest } from './guest.ts';
import { mayBeLater } from './when.ts';

/** What is wanted of a stay, field by field. */
export interface FieldValues {
  readonly checkIn: string;
  readonly checkOut: string;
  readonly listingId: string;
  readonly guest: Guest;
  readonly cancelled: boolean;
}

export type FieldName = keyof FieldValues;

export const FIELDS: readonly FieldName[] = [
  'checkIn',
  'checkOut',
  'listingId',
  'guest',
  'cancelled',
];

/** One field: its value, the revision that said it, and the requests that did. */
export interface Field<V> {
  readonly value: V;
  readonly revision?: number;
  /** The number of the last request that said this value. */
  readonly by: number;
  /** The number of the first that did, with no other value said in between. */
  readonly since: number;
}

export type Fields = { readonly [F in FieldName]: Field<FieldValues[F]> };

/**
 * The last revision that was received for each field, where the backend gave one. Of one that was refused, the last
 * that it overtook: the same may come again.
 */
export type FieldRevisions = Partial<Readonly<Record<FieldName, number>>>;

/** What became of what a request says: the fields that it writes, and whether any value changes. */
export interface Judged {
  /** Fields that are now as the request says them; empty if newer requests said all of them. */
  readonly writes: Partial<Fields>;
  readonly changes: readonly FieldName[];
}

/**
 * Judges what a request says against what is desired. Each field goes to the newest revision; without
 * one, the order of arrival counts. An older revision has been overtaken, also where it says the same; an equal
 * one if it says something else, but for a cancellation: of two requests of one revision, the one that shuts the door
 * wins. `heard` are
 * the revisions of an earlier run, for fields that nothing in this one has said.
 */
export function judge(
  desired: Partial<Fields>,
  says: Partial<FieldValues>,
  { number, revision }: { readonly number: number; readonly revision?: number | undefined },
  heard: FieldRevisions = {},
): Judged {
  const changes: FieldName[] = [];
  let writes: Partial<Fields> = {};
  for (const name of FIELDS) {
    const value = says[name];
    if (value === undefined) continue;
    const before = desired[name];
    const known = newestOf(before?.revision, heard[name]);
    const isSame = before !== undefined && isSameValue(before.value, value);
    // After a refusal `known` is a revision of which no value was taken, so that no request repeats it.
    const isRepeated = isSame && known === before.revision;
    const mayBeEqual = isRepeated || (name === 'cancelled' && value === true);
    if (!isNewer(revision, known, mayBeEqual)) continue;
    const latest = Math.max(revision ?? -1, known ?? -1);
    const field = { value, by: number, since: isSame ? before.since : number };
    writes = { ...writes, [name]: latest < 0 ? field : { ...field, revision: latest } };
    if (!isSame) changes.push(name);
  }
  return { writes, changes };
}

/** Whether a request that said these fields still stands: one of them is as it said it. */
export function stands(
  desired: Partial<Fields>,
  { number, fields }: { readonly number: number; readonly fields: readonly FieldName[] },
): boolean {
  return fields.some((name) => {
    const field = desired[name];
    return field !== undefined && field.since <= number && number <= field.by;
  });
}

/** Whether a put of that revision is newer than every request before; one without a revision is. */
export function isNewest(
  desired: Partial<Fields>,
  heard: FieldRevisions,
  revision: number | undefined,
): boolean {
  return FIELDS.every(
    (name) => (revision ?? Infinity) > (newestOf(desired[name]?.revision, heard[name]) ?? -1),
  );
}

/** Whether every field was said. */
export function isComplete(fields: Partial<Fields>): fields is Fields {
  return FIELDS.every((name) => fields[name] !== undefined);
}

/** Whether two records of fields want the same of the doors; a cancellation aside. */
export function isSameWant(a: Fields, b: Fields): boolean {
  return FIELDS.every((name) => name === 'cancelled' || isSameValue(a[name].value, b[name].value));
}

/**
 * Whether what is desired may keep the stay open for longer than what was accepted, as far as can be
 * told before it is planned: by its check-out, or by the house times and margins of another listing.
 */
export function mayStayLonger(desired: Fields, accepted: Fields): boolean {
  const isElsewhere = desired.listingId.value !== accepted.listingId.value;
  return isElsewhere || mayBeLater(desired.checkOut.value, accepted.checkOut.value);
}

/** The highest revision of some fields; 0 if none was given. */
export function latestRevision(revisions: FieldRevisions): number {
  return Math.max(0, ...Object.values(revisions));
}

/** The newest revision of every field that has one, in this run or an earlier one. */
export function revisionsOf(fields: Partial<Fields>, heard: FieldRevisions = {}): FieldRevisions {
  let revisions = heard;
  for (const name of FIELDS) {
    const revision = newestOf(fields[name]?.revision, heard[name]);
    if (revision !== undefined) revisions = { ...revisions, [name]: revision };
  }
  return revisions;
}

/**
 * The fields that a stay ends with: as they were accepted, cancelled or not, with the revisions that were received
 * since.
 */
export function withRevisions(accepted: Fields, desired: Partial<Fields>): Fields {
  let fields = { ...accepted, cancelled: desired.cancelled ?? accepted.cancelled };
  for (const name of FIELDS) {
    const revision = desired[name]?.revision;
    if (revision !== undefined) fields = { ...fields, [name]: { ...fields[name], revision } };
  }
  return fields;
}

/** The newer revision of each field that either knows. */
export function newestRevisions(one: FieldRevisions, other: FieldRevisions): FieldRevisions {
  let newest = one;
  for (const name of FIELDS) {
    const revision = newestOf(one[name], other[name]);
    if (revision !== undefined) newest = { ...newest, [name]: revision };
  }
  return newest;
}

/** The newer of two revisions of a field, as far as there are any. */
export function newestOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** Whether two values of one field are the same. */
export function isSameValue(a: FieldValues[FieldName], b: FieldValues[FieldName]): boolean {
  return typeof a === 'object' && typeof b === 'object' ? isSameRecord(a, b) : a === b;
}

function isNewer(
  revision: number | undefined,
  known: number | undefined,
  mayBeEqual: boolean,
): boolean {
  if (revision === undefined || known === undefined) return true;
  return revision > known || (mayBeEqual && revision === known);
}
