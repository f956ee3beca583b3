import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import { DEFAULT_QUOTA_PER_DAY, type MachineKind } from '../domain/machine.ts';
import { hashToken } from '../domain/session.ts';
import { insertEnrolment } from '../persistence/enrolments.ts';
import { asPlatform } from './as-platform.ts';

const MIN_TOKEN_LENGTH = 24;

/**
 * Lets whoever holds the token enrol one machine. The same token again changes nothing, used or not.
 * @param input.token at least 24 characters; only its SHA-256 is kept
 * @param input.kind default `agent`
 * @param input.ownerId the person who is paid for the machine's work
 * @param input.expiresAt default null: until it is used
 * @throws StudioError `ENROLMENT_TOKEN_WEAK`
 */
export async function allowEnrolment(
  ctx: CallContext,
  input: {
    token: string;
    name: string;
    ownerId: string;
    kind?: MachineKind;
    scopes: readonly string[];
    expiresAt?: Date | null;
  },
): Promise<void> {
  if (input.token.length < MIN_TOKEN_LENGTH) {
    throw new StudioError(
      'ENROLMENT_TOKEN_WEAK',
      `an enrolment token has ${MIN_TOKEN_LENGTH} characters or more`,
    );
  }
  const platform = asPlatform(ctx);
  const { name, ownerId, scopes, kind = 'agent', expiresAt = null } = input;
  await platform.db.transaction(platform, (tx) =>
    insertEnrolment(tx, hashToken(input.token), {
      name,
      ownerId,
      kind,
      scopes,
      quotaPerDay: kind === 'partner' ? DEFAULT_QUOTA_PER_DAY : null,
      expiresAt,
    }),
  );
}
