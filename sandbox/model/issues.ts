import { toldTime, type Workspace } from '../workspace.ts';

import type { Issue } from './objects.ts';

/** Adds an error or warning to a list of them, once. */
export function raise(workspace: Workspace, issues: Issue[], code: string, message: string): void {
  if (issues.some((issue) => issue.code === code)) return;
  issues.push({ code, message, createdAt: toldTime(workspace) });
}

/** Takes an error or warning off a list of them; without a code, all of them. */
export function clear(issues: Issue[], code?: string): void {
  for (let index = issues.length - 1; index >= 0; index -= 1) {
    if (code === undefined || issues[index]?.code === code) issues.splice(index, 1);
  }
}
