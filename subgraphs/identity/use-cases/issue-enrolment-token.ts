import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, isProblem } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { fieldCrypto } from '../config.ts';
import { ENROLMENT_TTL_MS, type MachineKind } from '../domain/machine.ts';
import { hashToken } from '../domain/session.ts';
import { insertEnrolment } from '../persistence/enrolments.ts';
import { findPeople } from '../persistence/people.ts';
import { asPlatform } from './as-platform.ts';
import { grantOf } from './machine-grant.ts';

export interface IssuedEnrolmentToken {
  __typename: 'EnrolmentToken';
  token: string;
  expiresAt: Date;
}

/**
 * An admin lets one machine enrol within a day. The token follows from the admin and the key of the
 * command, so that a repetition can answer it again although no copy is kept.
 */
export async function issueEnrolmentToken(
  ctx: CallContext,
  input: {
    name: string;
    ownerId?: string | null;
    kind: MachineKind;
    scopes?: readonly string[] | null;
    quotaPerDay?: number | null;
    idempotencyKey: string;
  },
): Promise<IssuedEnrolmentToken | InvalidInput | IdempotencyConflict> {
  const name = input.name.trim();
  if (name.length < 1 || name.length > 80) {
    return invalidInput('name', 'A machine name has 1 to 80 characters.', 'Choose another name.');
  }
  const granted = grantOf(input);
  if ('__typename' in granted) return granted;
  const platform = asPlatform(ctx);
  const ownerId = input.ownerId ?? ctx.caller.subjectId ?? '';
  const token = fieldCrypto()
    .mac('enrolment-token', `${ctx.caller.subjectId}:${input.idempotencyKey}`)
    .toString('base64url');
  const result = await idempotent(
    platform,
    {
      operation: 'issueEnrolmentToken',
      key: input.idempotencyKey,
      payload: { name, ownerId, by: ctx.caller.subjectId, ...granted },
    },
    async (tx) => {
      if (!isId(ownerId) || !(await findPeople(tx, [ownerId])).has(ownerId)) {
        return invalidInput('ownerId', 'Nobody with this id is registered.', 'Give the id of a person.');
      }
      const expiresAt = new Date(tx.now.getTime() + ENROLMENT_TTL_MS);
      await insertEnrolment(tx, hashToken(token), { name, ownerId, ...granted, expiresAt });
      return { expiresAt: expiresAt.toISOString() };
    },
  );
  if (isProblem(result)) return result;
  return { __typename: 'EnrolmentToken', token, expiresAt: new Date(result.expiresAt) };
}
