import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { AGENT_SCOPES, DEFAULT_QUOTA_PER_DAY, type MachineKind, PARTNER_SCOPES } from '../domain/machine.ts';

/** What the machine will be allowed. */
export interface Grant {
  kind: MachineKind;
  scopes: readonly string[];
  quotaPerDay: number | null;
}

/** What is asked for, when such a machine may have it. */
export function grantOf(input: {
  kind: MachineKind;
  scopes?: readonly string[] | null;
  quotaPerDay?: number | null;
}): Grant | InvalidInput {
  const { kind } = input;
  const allowed = kind === 'agent' ? AGENT_SCOPES : PARTNER_SCOPES;
  const scopes = [...new Set(input.scopes ?? allowed)];
  if (scopes.length === 0 || scopes.some((scope) => !allowed.includes(scope))) {
    return invalidInput(
      'scopes',
      'Such a machine cannot have these scopes.',
      `Choose from ${allowed.join(', ')}.`,
    );
  }
  if (kind === 'agent') return { kind, scopes, quotaPerDay: null };
  const quotaPerDay = input.quotaPerDay ?? DEFAULT_QUOTA_PER_DAY;
  if (quotaPerDay < 1 || quotaPerDay > 10_000_000) {
    return invalidInput(
      'quotaPerDay',
      'A quota is 1 to 10,000,000 operations a day.',
      'Choose another quota.',
    );
  }
  return { kind, scopes, quotaPerDay };
}
