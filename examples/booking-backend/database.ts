import { readFile } from 'node:fs/promises';

import { Pool, type PoolClient } from 'pg';

const SCHEMA = new URL('schema.sql', import.meta.url);
/** Any number, the same in every process of this backend. */
const SCHEMA_LOCK = 1_900;

/** Opens the database, with its tables made where they are missing. */
export async function openDatabase(connectionString: string): Promise<Pool> {
  const pool = new Pool({ connectionString });
  // A connection that breaks while nobody uses it; the next query opens another.
  pool.on('error', () => {});
  const tables = await readFile(SCHEMA, 'utf8');
  await inTransaction(pool, async (db) => {
    await db.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await db.query(tables);
  });
  return pool;
}

/** Everything that the work does is there afterwards, or nothing of it. */
export async function inTransaction<T>(
  pool: Pool,
  work: (db: PoolClient) => Promise<T>,
): Promise<T> {
  const db = await pool.connect();
  try {
    await db.query('begin');
    const result = await work(db);
    await db.query('commit');
    db.release();
    return result;
  } catch (error) {
    // Whatever state the connection is in, the server rolls back what it did not commit.
    db.release(true);
    throw error;
  }
}
