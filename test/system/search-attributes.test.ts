import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { missingSearchAttributes, registerSearchAttributes } from '../../src/setup.ts';

let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});

afterAll(async () => connection.close());

const NAMESPACE = 'default';

describe('search attributes', () => {
  it('are missing until they are registered, and then a workflow is found by them', async () => {
    const wanted = { HouseColour: 'KEYWORD', BuiltAt: 'DATETIME' } as const;
    expect(await missingSearchAttributes(connection, NAMESPACE, wanted)).toEqual([
      'HouseColour',
      'BuiltAt',
    ]);

    await registerSearchAttributes(connection, NAMESPACE, wanted);

    expect(await missingSearchAttributes(connection, NAMESPACE, wanted)).toEqual([]);
    await expect(
      new Client({ connection }).workflow.count(
        "HouseColour = 'red' AND BuiltAt < '2020-01-01T00:00:00Z'",
      ),
    ).resolves.toMatchObject({ count: 0 });
  });

  it('may be registered again, by two at once', async () => {
    const wanted = { HouseSize: 'INT' } as const;

    await Promise.all([
      registerSearchAttributes(connection, NAMESPACE, wanted),
      registerSearchAttributes(connection, NAMESPACE, wanted),
    ]);
    await registerSearchAttributes(connection, NAMESPACE, wanted);

    expect(await missingSearchAttributes(connection, NAMESPACE, wanted)).toEqual([]);
  });

  it('of our name and another type are refused, with what to do', async () => {
    await registerSearchAttributes(connection, NAMESPACE, { RoofType: 'KEYWORD' });

    const registering = registerSearchAttributes(connection, NAMESPACE, { RoofType: 'DATETIME' });

    await expect(registering).rejects.toMatchObject({
      name: 'SearchAttributeError',
      message:
        'The search attribute RoofType is registered with type KEYWORD, and DATETIME is needed',
      next: expect.stringContaining('temporal operator search-attribute remove --name RoofType'),
    });
  });

  it('of a namespace that is not there cannot be asked for', async () => {
    const asking = missingSearchAttributes(connection, 'nowhere', { HouseColour: 'KEYWORD' });

    await expect(asking).rejects.toThrow(/nowhere/);
  });
});
