import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { isProblem, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { fieldCrypto } from '../config.ts';
import { ENROLMENT_TTL_MS } from '../domain/machine.ts';
import { hashToken } from '../domain/session.ts';
import { insertEnrolment } from '../persistence/enrolments.ts';
import { findMachines } from '../persistence/machines.ts';
import { asPlatform } from './as-platform.ts';
import type { IssuedEnrolmentToken } from './issue-enrolment-token.ts';

/**
 * An admin lets a machine register another key within a day; the present one works until then. The token follows from the
 * admin and the key of the command, so that a repetition can answer it again although no copy is kept.
 */
export async function rotateMachineKey(
  ctx: CallContext,
  { clientId, idempotencyKey }: { clientId: string; idempotencyKey: string },
): Promise<IssuedEnrolmentToken | NotFound | IdempotencyConflict> {
  if (!isId(clientId)) return notFound('machine', clientId);
  const platform = asPlatform(ctx);
  const by = ctx.caller.subjectId;
  const token = fieldCrypto().mac('rotation-token', `${by}:${idempotencyKey}`).toString('base64url');
  const result = await idempotent<{ expiresAt: string } | NotFound>(
    platform,
    { operation: 'rotateMachineKey', key: idempotencyKey, payload: { clientId, by } },
    async (tx) => {
      const machine = (await findMachines(tx, [clientId])).get(clientId);
      if (!machine || machine.revokedAt) return notFound('machine', clientId);
      const { name, ownerId, kind, scopes, quotaPerDay } = machine;
      const expiresAt = new Date(tx.now.getTime() + ENROLMENT_TTL_MS);
      const leave = { name, ownerId, kind, scopes, quotaPerDay, expiresAt, rotatesClientId: clientId };
      await insertEnrolment(tx, hashToken(token), leave);
      return { expiresAt: expiresAt.toISOString() };
    },
  );
  if (isProblem(result)) return result;
  return { __typename: 'EnrolmentToken', token, expiresAt: new Date(result.expiresAt) };
}
