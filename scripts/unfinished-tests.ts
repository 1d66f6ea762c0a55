import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/**
 * Says, when the tests are ended from outside, which were under way and which had failed until then, a line each.
 *
 * vitest writes its report at the end alone, so that a run that is ended for its length would tell nothing. The lines
 * go to the file that the environment variable `UNFINISHED_TESTS` names.
 */
export default class UnfinishedTests implements Reporter {
  /** By id: the module that is queued is not the object that ends. */
  readonly #modules = new Map<string, TestModule>();
  readonly #underWay = new Set<TestCase>();
  readonly #failed: TestCase[] = [];

  #root = '';

  onInit({ config }: Vitest): void {
    this.#root = config.root;
  }

  onTestRunStart(): void {
    process.once('SIGTERM', () => {
      writeFileSync(process.env['UNFINISHED_TESTS'] ?? '/dev/stderr', this.#lines().join(''));
      process.exit(143);
    });
  }

  onTestModuleQueued(module: TestModule): void {
    this.#modules.set(module.id, module);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#modules.delete(module.id);
  }

  onTestCaseReady(test: TestCase): void {
    this.#underWay.add(test);
  }

  onTestCaseResult(test: TestCase): void {
    this.#underWay.delete(test);
    if (test.result().state === 'failed') this.#failed.push(test);
  }

  #lines(): readonly string[] {
    const tests = [...this.#underWay];
    // A file without a test under way is held up in a hook, or before its first test.
    const files = [...this.#modules.values()].filter(({ id }) =>
      tests.every((test) => test.module.id !== id),
    );
    return [
      ...this.#failed.map((test) => `failed: ${this.#nameOf(test)}: ${reasonOf(test)}\n`),
      ...tests.map((test) => `under way: ${this.#nameOf(test)}\n`),
      ...files.map((module) => `under way: ${this.#fileOf(module)}: between its tests\n`),
    ];
  }

  #nameOf(test: TestCase): string {
    return `${this.#fileOf(test.module)}: ${test.fullName}`;
  }

  #fileOf({ moduleId }: TestModule): string {
    return relative(this.#root, moduleId);
  }
}

function reasonOf(test: TestCase): string {
  return test.result().errors?.[0]?.message.split('\n', 1)[0] ?? '';
}
