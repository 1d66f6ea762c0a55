import { groupStories } from './access-groups.ts';
import { systemStories } from './access-systems.ts';
import { userStories } from './access-users.ts';
import { credentialStories } from './credentials.ts';
import type { Story } from './story.ts';
import { identityStories } from './user-identities.ts';

/** All of them. */
export const stories: readonly Story[] = [
  ...systemStories,
  ...userStories,
  ...groupStories,
  ...credentialStories,
  ...identityStories,
];
