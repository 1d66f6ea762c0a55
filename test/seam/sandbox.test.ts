import { conformsToThePort } from './port.conformance.ts';
import { startSandboxAsSeam } from './sandbox-as-seam.ts';

conformsToThePort({
  name: 'the sandbox',
  serves: [
    'systems',
    'users',
    'suspension',
    'memberships',
    'access groups',
    'credentials',
    'identities',
    'enrollment',
  ],
  start: startSandboxAsSeam,
});
