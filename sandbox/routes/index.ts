import type { Route } from '../route.ts';

import { accountRoutes } from './account.ts';
import { acsAccessGroupRoutes } from './acs-access-groups.ts';
import { acsCredentialWriteRoutes } from './acs-credential-writes.ts';
import { acsCredentialRoutes } from './acs-credentials.ts';
import { acsEntranceRoutes } from './acs-entrances.ts';
import { acsSystemRoutes } from './acs-systems.ts';
import { acsUserWriteRoutes } from './acs-user-writes.ts';
import { acsUserRoutes } from './acs-users.ts';
import { enrollmentAutomationRoutes } from './enrollment-automations.ts';
import { userIdentityRoutes } from './user-identities.ts';
import { userIdentityUserRoutes } from './user-identity-users.ts';
import { webhookRoutes } from './webhooks.ts';

/** Seam's routes that the sandbox serves, by path. */
export const seamRoutes: ReadonlyMap<string, Route> = new Map(
  [
    ...acsSystemRoutes,
    ...acsUserRoutes,
    ...acsUserWriteRoutes,
    ...acsAccessGroupRoutes,
    ...acsCredentialRoutes,
    ...acsCredentialWriteRoutes,
    ...acsEntranceRoutes,
    ...userIdentityRoutes,
    ...userIdentityUserRoutes,
    ...enrollmentAutomationRoutes,
    ...accountRoutes,
    ...webhookRoutes,
  ].map((route) => [route.path, route]),
);
