import { z } from 'zod';

const seamId = z
  .string()
  .regex(/^[\w-]{1,40}$/)
  .optional()
  .catch(undefined);

/** All that is taken from an event of Seam's. It may carry PINs and names: they go no further than here. */
const eventSchema = z.object({
  event_id: z.string(),
  event_type: z.string(),
  acs_user_id: seamId,
  acs_credential_id: seamId,
  user_identity_id: seamId,
  access_grant_id: seamId,
  access_method_id: seamId,
  access_code_id: seamId,
});

/** What an event of Seam's hints at: that these objects are not any more as they were. */
export interface SeamHint {
  /** The same for an event that comes again. */
  readonly eventId: string;
  readonly kind: 'object' | 'reconnection';
  /** Of the objects that it is about. */
  readonly seamIds: readonly string[];
}

/** Deletion, invalidation, change by others, and failure; what is made or goes well wakes nobody. */
const OF_OBJECTS: ReadonlySet<string> = new Set([
  'acs_user.deleted',
  'acs_credential.deleted',
  'acs_credential.invalidated',
  'access_grant.deleted',
  'access_grant.access_to_door_lost',
  'access_grant.access_times_changed',
  'access_grant.could_not_create_requested_access_methods',
  'access_method.deleted',
  'access_method.revoked',
  'access_method.failed_to_issue',
  'access_code.deleted',
  'access_code.removed_from_device',
  'access_code.failed_to_set_on_device',
  'access_code.failed_to_remove_from_device',
  'access_code.modified_external_to_seam',
  'access_code.deleted_external_to_seam',
]);

const OF_RECONNECTIONS: ReadonlySet<string> = new Set([
  'acs_system.connected',
  'connected_account.completed_first_sync_after_reconnection',
]);

/** The types of events that wake somebody: what a webhook at Seam needs to send. */
export const WAKING_EVENTS: readonly string[] = [...OF_OBJECTS, ...OF_RECONNECTIONS];

/** What is taken from an event; undefined if it wakes nobody, or is none. */
export function hintIn(event: unknown): SeamHint | undefined {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) return undefined;
  const { event_id: eventId, event_type: type, ...objects } = parsed.data;
  if (OF_RECONNECTIONS.has(type)) return { eventId, kind: 'reconnection', seamIds: [] };
  const seamIds = Object.values(objects).filter((id) => id !== undefined);
  return OF_OBJECTS.has(type) && seamIds.length > 0
    ? { eventId, kind: 'object', seamIds }
    : undefined;
}
