import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { MachineRevoked } from '@effect-studio/schema/events/identity';
import { markMachineRevoked } from '../persistence/machines.ts';

/** Takes a machine's right to tokens away, for good; its leases end by the event. */
export async function revokeMachine(
  ctx: CallContext,
  input: { clientId: string; reason: string; idempotencyKey: string },
): Promise<{ __typename: 'MachineClient'; id: string } | NotFound | IdempotencyConflict> {
  const { clientId } = input;
  const reason = input.reason.trim().slice(0, 300);
  if (!isId(clientId)) return notFound('machine', clientId);
  return idempotent(
    ctx,
    { operation: 'revokeMachine', key: input.idempotencyKey, payload: { clientId, reason } },
    async (tx) => {
      if (!(await markMachineRevoked(tx, clientId, reason))) return notFound('machine', clientId);
      await tx.emit(MachineRevoked, {
        aggregateId: clientId,
        payload: { clientId, reason },
        idempotencyKey: `identity:${clientId}:revoke-machine:v1`,
      });
      return { __typename: 'MachineClient' as const, id: clientId };
    },
  );
}
