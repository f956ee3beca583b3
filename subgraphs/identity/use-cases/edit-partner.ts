import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { DEFAULT_QUOTA_PER_DAY } from '../domain/machine.ts';
import { setPartnerGrant } from '../persistence/machines.ts';
import { grantOf } from './machine-grant.ts';

/** Changes what a partner's program may do and how much a day; tokens that it holds stay as they are for their minutes. */
export async function editPartner(
  ctx: CallContext,
  input: { clientId: string; scopes: readonly string[]; quotaPerDay: number; idempotencyKey: string },
): Promise<{ __typename: 'MachineClient'; id: string } | NotFound | InvalidInput | IdempotencyConflict> {
  const { clientId, idempotencyKey } = input;
  const granted = grantOf({ kind: 'partner', scopes: input.scopes, quotaPerDay: input.quotaPerDay });
  if ('__typename' in granted) return granted;
  if (!isId(clientId)) return notFound('partner', clientId);
  const grant = { scopes: granted.scopes, quotaPerDay: granted.quotaPerDay ?? DEFAULT_QUOTA_PER_DAY };
  return idempotent<{ __typename: 'MachineClient'; id: string } | NotFound>(
    ctx,
    { operation: 'editPartner', key: idempotencyKey, payload: { clientId, ...grant } },
    async (tx) =>
      (await setPartnerGrant(tx, clientId, grant))
        ? { __typename: 'MachineClient' as const, id: clientId }
        : notFound('partner', clientId),
  );
}
