import type { Guest } from './story.ts';

/** A guest as Nightlatch is to read what a payload writes; what is empty is absent. */
export interface ReadGuest {
  readonly fullName: string;
  readonly email?: string;
  readonly phone?: string;
  readonly accountId?: string;
}

/** Reads a guest as a story writes one, by nothing of the code that is judged. */
export function guestAsRead({ fullName, email = '', phone = '', accountId }: Guest): ReadGuest {
  const address = email.trim();
  const number = phone.replace(/^00/, '+').replaceAll(/[ ()-]/g, '');
  return {
    fullName: fullName.trim().replace('\t', ' '),
    ...(address === '' ? {} : { email: address }),
    ...(number === '' ? {} : { phone: number }),
    ...(accountId ? { accountId } : {}),
  };
}
