import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { plant } from './plant.ts';
import type { PlantedBug } from './planted-bug.ts';
import { STORY_PARTS } from './run-story.ts';
import { readSources } from './sources.ts';

/** What the simulator and the stories need of a checkout. */
const PARTS = [
  ...STORY_PARTS,
  ...['activities', 'sandbox', 'src', 'workflows', 'package.json'],
  ...['test/planted-bugs', 'test/simulation', 'test/support'],
];

/** A copy of the product and of its simulator, in a folder that goes with it. */
export class ProductCopy implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies a checkout, or another copy: what the simulator needs of it, unless other parts are named. */
  static async of(root: string, parts: readonly string[] = PARTS): Promise<ProductCopy> {
    const copy = new ProductCopy(await mkdtemp(join(tmpdir(), 'nightlatch-planted-')));
    try {
      for (const part of parts) {
        await cp(join(root, part), join(copy.folder, part), { recursive: true });
      }
      await symlink(join(root, 'node_modules'), join(copy.folder, 'node_modules'));
    } catch (error) {
      await copy[Symbol.asyncDispose]();
      throw error;
    }
    return copy;
  }

  /** Makes the edits of a bug in it; throws where one does not apply exactly once. */
  async plant(bug: Pick<PlantedBug, 'name' | 'edits'>): Promise<void> {
    for (const { file, after } of plant(bug, await readSources(this.folder))) {
      await writeFile(join(this.folder, file), after);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
