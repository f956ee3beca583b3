import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { MachineEnrolled } from '@effect-studio/schema/events/identity';
import { keyThumbprint, type MachineKey, readMachineKey } from '../domain/machine.ts';
import { hashToken } from '../domain/session.ts';
import { claimEnrolment, markEnrolmentUsed } from '../persistence/enrolments.ts';
import { findMachines, insertMachine, replaceMachineKey } from '../persistence/machines.ts';
import { asPlatform } from './as-platform.ts';

export interface MachineEnrolment {
  __typename: 'MachineEnrolment';
  clientId: string;
  scopes: string[];
}

const TOKEN_REFUSED = () =>
  invalidInput(
    'enrolmentToken',
    'The enrolment token is unknown, too old or was used by another machine.',
    'Ask an admin for a new one.',
  );

const keyTaken = () => invalidInput('publicKeyJwk', 'Another machine has this key.', 'Make a new key pair.');

/**
 * Registers a machine's public key against a one-time token. The same token with the same key answers
 * the same machine, so that one that lost the first answer is not locked out. A token of `rotateMachineKey` puts the key in the
 * place of that machine's present one.
 */
export async function enrolMachine(
  ctx: CallContext,
  input: { enrolmentToken: string; name: string; publicKeyJwk: unknown; idempotencyKey: string },
): Promise<MachineEnrolment | InvalidInput | IdempotencyConflict> {
  const key = readMachineKey(input.publicKeyJwk);
  if (!key) {
    return invalidInput(
      'publicKeyJwk',
      'This is not an Ed25519 public key as a JWK.',
      'See RFC 8037, section 2.',
    );
  }
  const platform = asPlatform(ctx);
  const tokenHash = hashToken(input.enrolmentToken);
  const thumbprint = await keyThumbprint(key);
  const payload = { tokenHash, name: input.name, thumbprint };
  return idempotent(
    platform,
    { operation: 'enrolMachine', key: input.idempotencyKey, payload },
    async (tx) => {
      const enrolment = await claimEnrolment(tx, tokenHash);
      if (!enrolment || (enrolment.expiresAt && enrolment.expiresAt <= tx.now)) return TOKEN_REFUSED();
      if (enrolment.clientId) {
        const machine = (await findMachines(tx, [enrolment.clientId])).get(enrolment.clientId);
        if (!machine || machine.revokedAt || machine.publicKeyJwk.x !== key.x) return TOKEN_REFUSED();
        return { __typename: 'MachineEnrolment' as const, clientId: machine.id, scopes: [...machine.scopes] };
      }
      if (enrolment.rotatesClientId) {
        return replaceKey(tx, { clientId: enrolment.rotatesClientId, tokenHash, key, thumbprint });
      }
      const { ownerId, scopes, tenantId, kind, quotaPerDay } = enrolment;
      const name = input.name.trim().slice(0, 80) || enrolment.name;
      const id = newId();
      const machine = {
        id,
        tenantId,
        ownerId,
        name,
        kind,
        scopes,
        quotaPerDay,
        publicKeyJwk: key,
        keyThumbprint: thumbprint,
        keyChangedAt: null,
        revokedAt: null,
        createdAt: tx.now,
      };
      if (!(await insertMachine(tx, machine))) return keyTaken();
      await markEnrolmentUsed(tx, tokenHash, id);
      // Whoever hears of it gives the machine work; a partner brings some.
      if (kind === 'agent') {
        await tx.emit(MachineEnrolled, {
          aggregateId: id,
          payload: { clientId: id, ownerId, name },
          idempotencyKey: `identity:${id}:enrol-machine:v1`,
        });
      }
      return { __typename: 'MachineEnrolment' as const, clientId: id, scopes: [...scopes] };
    },
  );
}

async function replaceKey(
  tx: Transaction,
  {
    clientId,
    tokenHash,
    key,
    thumbprint,
  }: { clientId: string; tokenHash: string; key: MachineKey; thumbprint: string },
): Promise<MachineEnrolment | InvalidInput> {
  const machine = (await findMachines(tx, [clientId])).get(clientId);
  if (!machine || machine.revokedAt) return TOKEN_REFUSED();
  if (!(await replaceMachineKey(tx, clientId, key, thumbprint))) return keyTaken();
  await markEnrolmentUsed(tx, tokenHash, clientId);
  return { __typename: 'MachineEnrolment', clientId, scopes: [...machine.scopes] };
}
