import type { Route } from '../route.ts';

import { accountRoutes } from './account.ts';
import { acsAccessGroupRoutes } from './acs-access-groups.ts';
import { acsCredentialRoutes } from './acs-credentials.ts';
import { acsEntranceRoutes } from './acs-entrances.ts';
import { acsSystemRoutes } from './acs-systems.ts';
import { acsUserRoutes } from './acs-users.ts';
import { enrollmentAutomationRoutes } from './enrollment-automations.ts';
import { userIdentityRoutes } from './user-identities.ts';

/** Seam's routes that the sandbox serves, by path. */
export const seamRoutes: ReadonlyMap<string, Route> = new Map(
  [
    ...acsSystemRoutes,
    ...acsUserRoutes,
    ...acsAccessGroupRoutes,
    ...acsCredentialRoutes,
    ...acsEntranceRoutes,
    ...userIdentityRoutes,
    ...enrollmentAutomationRoutes,
    ...accountRoutes,
  ].map((route) => [route.path, route]),
);
