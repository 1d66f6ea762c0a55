import type { SystemSeen } from '../src/contract/steps.ts';
import type { Call, Seam } from '../src/seam/port.ts';
import { readSystemTrouble } from '../src/stay/trouble.ts';

/** A step that may be told to look at the access system, too. */
interface Looking {
  readonly lookAtSystem?: string;
}

/** What the access system shows of itself, if the step is to look at it; one request. */
export async function lookAtSystem(
  seam: Seam,
  call: Call,
  { lookAtSystem: systemId }: Looking,
): Promise<SystemSeen> {
  if (systemId === undefined) return {};
  const { errors, warnings } = await seam.getSystem(systemId, call);
  const systemTrouble = readSystemTrouble(errors, warnings);
  return systemTrouble === undefined ? {} : { systemTrouble };
}

/** Looks at the access system before the work makes anything in it, and adds what it saw to the answer. */
export async function afterLook<R extends object>(
  seam: Seam,
  call: Call,
  looking: Looking,
  work: () => Promise<R>,
): Promise<R & SystemSeen> {
  const seen = await lookAtSystem(seam, call, looking);
  return { ...(await work()), ...seen };
}
