import { expect, it } from 'vitest';

import { callCli } from '../support/cli.ts';

// Of the addresses for documents: no machine has one of its own.
const NOT_OURS = ['sandbox', '--host', '192.0.2.1'];

it('a sandbox that cannot listen is told in one line', async () => {
  const { code, stdout, stderr } = await callCli(NOT_OURS);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^The sandbox cannot listen there .*EADDRNOTAVAIL.* Give another/);
  expect(stderr.split('\n')).toHaveLength(1);
});

it('and in one document, for whoever asked for one', async () => {
  const { code, stdout } = await callCli([...NOT_OURS, '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'UsageError' } });
});
