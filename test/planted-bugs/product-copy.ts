import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { edited, type Edit } from './planted-bug.ts';

/** What the simulator needs of a checkout. */
const PARTS = [
  ...['activities', 'sandbox', 'src', 'workflows', 'package.json'],
  ...['test/planted-bugs', 'test/simulation', 'test/support'],
];

/** A copy of the product and of its simulator, in a folder that goes with it. */
export class ProductCopy implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies a checkout, or another copy. */
  static async of(root: string): Promise<ProductCopy> {
    const copy = new ProductCopy(await mkdtemp(join(tmpdir(), 'nightlatch-planted-')));
    try {
      for (const part of PARTS) {
        await cp(join(root, part), join(copy.folder, part), { recursive: true });
      }
      await symlink(join(root, 'node_modules'), join(copy.folder, 'node_modules'));
    } catch (error) {
      await copy[Symbol.asyncDispose]();
      throw error;
    }
    return copy;
  }

  /** Makes edits in it; throws where one does not apply exactly once. */
  async plant(edits: readonly Edit[]): Promise<void> {
    for (const edit of edits) {
      const path = join(this.folder, edit.file);
      await writeFile(path, edited(await readFile(path, 'utf8'), edit));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
