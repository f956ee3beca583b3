import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type ResolvedServices, resolveServices } from '../../local/services/resolve-services.ts';
import { createServiceContext } from '../../local/services/service-context.ts';

/** PostgreSQL (fsync on) and Redis for one bench, empty and gone afterwards. */
export interface BenchEngines {
  services: ResolvedServices;
  /** URL of a new, empty database on the same server. */
  createDatabase(name: string): Promise<string>;
  close(): Promise<void>;
}

export async function openBenchEngines(): Promise<BenchEngines> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'leases-bench-'));
  const context = createServiceContext({ stateDir, ports: 'ephemeral', durable: true });
  const services = await resolveServices(context, { PATH: process.env.PATH });
  return {
    services,
    createDatabase: async (name) => {
      const client = new pg.Client({ connectionString: services.databaseUrl });
      await client.connect();
      try {
        await client.query(`create database ${pg.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      const url = new URL(services.databaseUrl);
      url.pathname = `/${name}`;
      return url.toString();
    },
    close: async () => {
      await services.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
