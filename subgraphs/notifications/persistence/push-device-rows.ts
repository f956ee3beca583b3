import { createHash } from 'node:crypto';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import { DEVICE_LIMIT, type PushDevice, type PushTarget } from '../domain/push-device.ts';

interface DeviceRow {
  id: string;
  device: string;
  fingerprint: string;
  created_at: Date;
}

const COLUMNS = 'id, device, fingerprint, created_at';

/** A browser that somebody else used before is theirs no more: whoever signed in there last gets the news. */
const UPSERT = sql(
  'notifications-upsert-push-device',
  `insert into notifications.push_device as known
     (id, tenant_id, owner_id, endpoint, fingerprint, p256dh, auth, device, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
   on conflict (tenant_id, fingerprint) do update set owner_id = excluded.owner_id, p256dh = excluded.p256dh,
     auth = excluded.auth, device = excluded.device, updated_at = excluded.updated_at,
     created_at = case when known.owner_id = excluded.owner_id then known.created_at else excluded.created_at end
   returning id`,
);
/** $1 person, $2 how many stay. */
const DROP_OLDEST = sql(
  'notifications-drop-oldest-push-devices',
  `delete from notifications.push_device where id in (
     select id from notifications.push_device where owner_id = $1 order by updated_at desc, id desc offset $2)`,
);
const OF = sql(
  'notifications-push-devices-of',
  `select ${COLUMNS} from notifications.push_device where owner_id = $1 order by created_at desc, id desc`,
);
// Zero rows: it was removed, or is somebody else's by now.
const TARGET = sql(
  'notifications-push-target',
  'select endpoint, p256dh, auth from notifications.push_device where id = $1 and owner_id = $2',
);
const REMOVE = sql(
  'notifications-remove-push-device',
  'delete from notifications.push_device where id = $1 and owner_id = $2 returning id',
);

export const fingerprintOf = (endpoint: string): string =>
  createHash('sha256').update(endpoint).digest('hex');

const toDevice = (row: DeviceRow): PushDevice => ({
  id: row.id,
  device: row.device,
  fingerprint: row.fingerprint,
  createdAt: row.created_at,
});

/** Adds a device of a person, or renews it. To be called as the platform: the device may be somebody else's so far. */
export async function addDevice(
  tx: Transaction,
  id: string,
  ownerId: string,
  { endpoint, p256dh, auth, device }: PushTarget & { device: string },
): Promise<{ id: string }> {
  const { tenantId } = tx.call.caller;
  const fingerprint = fingerprintOf(endpoint);
  const row = await tx.one<{ id: string }>(UPSERT, [
    id,
    tenantId,
    ownerId,
    endpoint,
    fingerprint,
    p256dh,
    auth,
    device,
    tx.now,
  ]);
  await tx.rows(DROP_OLDEST, [ownerId, DEVICE_LIMIT]);
  return row;
}

/** Newest first. */
export async function devicesOf(tx: Transaction, ownerId: string): Promise<PushDevice[]> {
  return (await tx.rows<DeviceRow>(OF, [ownerId])).map(toDevice);
}

export async function pushTarget(tx: Transaction, id: string, ownerId: string): Promise<PushTarget | null> {
  return tx.maybeOne<{ endpoint: string; p256dh: string; auth: string }>(TARGET, [id, ownerId]);
}

/** @returns false when the person has no such device */
export async function removeDevice(tx: Transaction, id: string, ownerId: string): Promise<boolean> {
  return (await tx.maybeOne(REMOVE, [id, ownerId])) !== null;
}
