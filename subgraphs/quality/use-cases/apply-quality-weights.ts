import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import {
  applyWeights,
  lockWeights,
  weightsInForce,
  weightsVersions,
} from '../persistence/weights-versions.ts';

export interface ApplyQualityWeights {
  /** 0 goes back to the hand weights. */
  version: number;
  reason: string;
  idempotencyKey: string;
}

type Refusal = NotFound | InvalidInput | InvalidState | IdempotencyConflict;

/**
 * Puts a version of the composite's weights in force, an older one to roll back. One that did not foretell held-out
 * decisions better than the hand weights is refused. Outputs judged before keep their composite.
 */
export async function applyQualityWeights(
  ctx: CallContext,
  { idempotencyKey, ...payload }: ApplyQualityWeights,
): Promise<{ version: number } | Refusal> {
  const reason = payload.reason.trim();
  const { version } = payload;
  if (reason === '') return invalidInput('reason', 'There is no reason.', 'Say why in a sentence.');
  return idempotent<{ version: number } | NotFound | InvalidState>(
    ctx,
    { operation: 'applyQualityWeights', key: idempotencyKey, payload },
    async (tx) => {
      await lockWeights(tx);
      const found = (await weightsVersions(tx)).find((one) => one.version === version);
      if (!found) return notFound('version of the quality weights', String(version));
      if (!found.isBetter) return notBetter(version);
      if ((await weightsInForce(tx)).version === version) return inForce(version);
      await applyWeights(tx, version, reason);
      return { version };
    },
  );
}

const refused = (version: number, humanReadableCause: string, suggestedAction: string): InvalidState =>
  problem('InvalidState', {
    title: 'Weights not applied',
    status: 409,
    humanReadableCause,
    suggestedAction,
    instance: String(version),
  });

const notBetter = (version: number) =>
  refused(
    version,
    `Version ${version} does not foretell held-out decisions better than the hand weights.`,
    'Wait for a version that does, or apply version 0 to go back to the hand weights.',
  );

const inForce = (version: number) =>
  refused(version, `Version ${version} is in force already.`, 'Nothing needs to be done.');
