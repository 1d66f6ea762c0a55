import { nextUuid } from '../random.ts';
import { toldTime, type Workspace } from '../workspace.ts';

/** Records an event of Seam's, with the ids that it carries. */
export function announce(
  workspace: Workspace,
  type: string,
  fields: Readonly<Record<string, string>>,
): void {
  const id = nextUuid(workspace.ids);
  workspace.events.push({ id, type, occurredAt: toldTime(workspace), fields });
}
