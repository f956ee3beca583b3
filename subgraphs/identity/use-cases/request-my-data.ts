import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { newId } from '@effect-studio/kernel/ids';
import { exportKey } from '@effect-studio/kernel/personal-data';
import { PersonDataRequested } from '@effect-studio/schema/events/identity';
import { insertExport } from '../persistence/personal-exports.ts';

/** An export can be fetched for so long. */
const KEPT_MS = 7 * 86_400_000;

/** Has every context put together what it keeps of the caller; the parts can be fetched as they are ready. */
export async function requestMyData(
  ctx: CallContext,
  { modules, idempotencyKey: key }: { modules: readonly string[] | null; idempotencyKey: string },
): Promise<{ __typename: 'PersonalDataExport'; id: string } | IdempotencyConflict> {
  const userId = ctx.caller.subjectId ?? '';
  return idempotent(ctx, { operation: 'requestMyData', key, payload: { modules } }, async (tx) => {
    const id = newId();
    const expiresAt = new Date(tx.now.getTime() + KEPT_MS);
    await insertExport(tx, id, expiresAt);
    if (!modules || modules.includes('identity')) {
      await tx.schedule({
        kind: 'give-own-personal-data',
        dedupeKey: `give:${id}`,
        payload: { userId, exportId: id },
      });
    }
    await tx.schedule({
      kind: 'drop-personal-export',
      dedupeKey: `drop:${id}`,
      payload: { exportId: id },
      dueAt: expiresAt,
    });
    await tx.emit(PersonDataRequested, {
      aggregateId: userId,
      payload: { userId, exportId: id, modules: modules && [...modules] },
      idempotencyKey: `identity:${id}:request-my-data:v1`,
    });
    return { __typename: 'PersonalDataExport' as const, id };
  });
}

/** Which context a part is of, by its key. */
export const moduleOfPart = (key: string): string => key.slice(key.lastIndexOf('/') + 1, -'.json'.length);
export const ownPartKey = (exportId: string): string => exportKey(exportId, 'identity');
