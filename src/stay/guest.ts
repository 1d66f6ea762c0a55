/** What a reservation may say of the guest. */
export const GUEST_FIELDS = ['fullName', 'email', 'phone', 'accountId'] as const;

export type GuestFieldName = (typeof GUEST_FIELDS)[number];

/** Fields that were not taken as they were written: one that cannot be read counts as missing. */
export type GuestFlaws = Partial<Record<GuestFieldName, 'unreadable' | 'cut'>>;

/** What a person should know of how the guest was read: names of fields, never a value. */
export function flawNotes(flaws: GuestFlaws = {}): readonly string[] {
  return GUEST_FIELDS.flatMap((name) => {
    const flaw = flaws[name];
    return flaw === undefined ? [] : [`What was sent as guest.${name} ${SAYS[flaw]}.`];
  });
}

const SAYS = {
  unreadable: 'cannot be read and counts as missing',
  cut: 'is too long and was cut',
};
