import { sql, type Transaction } from '@effect-studio/kernel/database';
import { EconomicAlert } from '@effect-studio/schema/events/economics';

/** $1 provider, $2 rate card version, $3 now. Zero rows: this gap is known. */
const REMEMBER = sql(
  'economics-unpriced-remember',
  `insert into economics.unpriced_provider (provider_id, rate_card_version, created_at) values ($1, $2, $3)
   on conflict do nothing returning provider_id`,
);

/**
 * Tells, once per provider and rate card, that work is done which has no price.
 * @param providerId the provider, or the instance type of a machine without a rate
 */
export async function alertUnpriced(
  tx: Transaction,
  providerId: string,
  rateCardVersion: number,
): Promise<void> {
  if (!(await tx.maybeOne(REMEMBER, [providerId, rateCardVersion, tx.now]))) return;
  const cause = `${providerId} did work, but rate card ${rateCardVersion} has no price for it.`;
  const suggestedAction = `Publish a rate card with a price for ${providerId}; one that only adds prices may begin in the past.`;
  await tx.emit(EconomicAlert, {
    aggregateId: providerId,
    payload: { kind: 'UNPRICED', subject: providerId, humanReadableCause: cause, suggestedAction },
  });
  const { actionLog, correlationId } = tx.call;
  tx.afterCommit(() =>
    actionLog.warn({
      eventType: 'UNPRICED',
      correlationId,
      message: cause,
      economicImpact: { type: 'COST', estimatedCostNanoUsd: null, affectedJobs: 1 },
      operatorAction: {
        classification: 'UNPRICED',
        urgency: 'ACT_TODAY',
        suggestedAction,
        autoActionTaken: 'The provider is barred from the routing manifest while its machines have no rate.',
        escalationChain: ['operator_monitor', 'admin_alert'],
        runbook: 'unpriced-provider.md',
      },
    }),
  );
}
