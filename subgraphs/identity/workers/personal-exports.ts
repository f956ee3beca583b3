import { sql } from '@effect-studio/kernel/database';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { exportPrefix } from '@effect-studio/kernel/personal-data';
import { fieldCrypto } from '../config.ts';
import { dropExport } from '../persistence/personal-exports.ts';
import { ownPartKey } from '../use-cases/request-my-data.ts';

const PERSON = sql(
  'identity-give-person',
  `select p.id, p.display_name, p.roles, p.created_at, a.address_sealed
   from identity.person p left join identity.person_address a on a.person_id = p.id where p.id = $1`,
);
const SESSIONS = sql(
  'identity-give-sessions',
  'select device, created_at, last_seen_at, revoked_at from identity.session where owner_id = $1 order by created_at',
);
const MACHINES = sql(
  'identity-give-machines',
  'select id, name, kind, created_at, revoked_at from identity.machine_client where owner_id = $1 order by created_at',
);

/** Identity's own part of an export. Payload: `userId`, `exportId`. */
export const giveOwnData: JobHandler = {
  kind: 'give-own-personal-data',
  run: async (ctx, job) => {
    const userId = String(job.payload.userId);
    const [person] = await ctx.db.read<{ address_sealed: Buffer | null }>(ctx, PERSON, [userId]);
    if (!person) return;
    const { address_sealed: sealed, ...known } = person;
    const part = {
      'identity.person': [
        { ...known, email: sealed ? fieldCrypto().open(sealed, `person_address:${userId}`) : null },
      ],
      'identity.session': await ctx.db.read(ctx, SESSIONS, [userId]),
      'identity.machine_client': await ctx.db.read(ctx, MACHINES, [userId]),
    };
    const body = Buffer.from(`${JSON.stringify(part, null, 2)}\n`);
    await ctx.storage.put(ownPartKey(String(job.payload.exportId)), body, {
      contentType: 'application/json',
    });
  },
};

/** Takes an export away when its time is over. Payload: `exportId`. */
export const dropPersonalExport: JobHandler = {
  kind: 'drop-personal-export',
  run: async (ctx, job) => {
    const exportId = String(job.payload.exportId);
    for await (const { key } of ctx.storage.list(exportPrefix(exportId))) await ctx.storage.remove(key);
    await ctx.db.transaction(ctx, async (tx) => {
      await dropExport(tx, exportId);
      await job.complete(tx);
    });
  },
};
