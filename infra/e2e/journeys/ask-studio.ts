import pg from 'pg';
import { findRunningStudio } from '../../local/run-file.ts';

/** A statement on the studio's own database, as its owner. @returns how many rows it reached */
export async function askStudio(
  stateDir: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<number | null> {
  const client = new pg.Client(findRunningStudio(stateDir)?.seedEnvironment?.DATABASE_URL);
  await client.connect();
  try {
    return (await client.query(statement, [...values])).rowCount;
  } finally {
    await client.end();
  }
}
