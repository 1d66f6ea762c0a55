import { z } from 'zod';

const count = z.int().min(0);

/** Behaviours that Seam does not document, or that a test wants otherwise. README.md has a sentence on each. */
export const switchesSchema = z.strictObject({
  isSandbox: z.boolean(),
  seats: count,
  seatQueue: z.boolean(),
  mutationDelayMs: count,
  deletionDelayMs: count,
  codeDelayMs: count,
  duplicateIdentityStatus: z.union([z.literal(409), z.literal(400)]),
  secondUserPerIdentity: z.enum(['allowed', 'refused']),
  secondPin: z.enum(['allowed', 'refused']),
  addExistingMemberIsError: z.boolean(),
  uniqueEmailOnSite: z.boolean(),
  uniqueUserNames: z.boolean(),
  longestUserName: count,
  picturesInNames: z.enum(['allowed', 'refused']),
  spaceHonoursSchedule: z.boolean(),
  enrollmentGone: z.boolean(),
  relaunchEnrollment: z.enum(['second', 'refused']),
  enrollmentBlocksIdentityDelete: z.boolean(),
  removedBehind: z.enum(['marked', 'gone']),
  withoutSuspension: z.array(z.string()),
  deletedUserGet: z.union([z.literal(404), z.literal(400)]),
  systemErrors: z.array(z.string()),
  systemWarnings: z.array(z.string()),
});

/** The switches of one workspace. */
export type Switches = z.infer<typeof switchesSchema>;

/** What a workspace starts with. */
export const defaultSwitches: Switches = {
  isSandbox: true,
  seats: 10_000,
  seatQueue: true,
  mutationDelayMs: 0,
  deletionDelayMs: 0,
  codeDelayMs: 0,
  duplicateIdentityStatus: 409,
  secondUserPerIdentity: 'allowed',
  secondPin: 'allowed',
  addExistingMemberIsError: false,
  uniqueEmailOnSite: true,
  uniqueUserNames: false,
  longestUserName: 1_000,
  picturesInNames: 'allowed',
  spaceHonoursSchedule: false,
  enrollmentGone: false,
  relaunchEnrollment: 'second',
  enrollmentBlocksIdentityDelete: false,
  removedBehind: 'marked',
  withoutSuspension: [],
  deletedUserGet: 404,
  systemErrors: [],
  systemWarnings: [],
};
