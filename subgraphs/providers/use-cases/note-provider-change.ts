import type { Transaction } from '@effect-studio/kernel/database';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { INSERT_PROVIDER_CHANGE } from '../persistence/provider-change-statements.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';

export type ProviderChangeKind = 'DECLARED' | 'EDITED' | 'PAUSED' | 'RESUMED';

/** What of a provider people change. */
export const facts = (row: ProviderRow) => ({
  name: row.name,
  adapter: row.adapter,
  instanceType: row.instance_type,
  capabilities: row.capabilities,
  budgetContexts: row.budget_contexts,
  isPaused: row.is_paused,
});

/** Keeps who changed what of a provider. @param before null: it is new */
export async function noteProviderChange(
  tx: Transaction,
  change: { kind: ProviderChangeKind; before: ProviderRow | null; after: ProviderRow; reason: string },
): Promise<void> {
  const { kind, before, after, reason } = change;
  await tx.rows(INSERT_PROVIDER_CHANGE, [
    newId(),
    after.id,
    kind,
    before && JSON.stringify(facts(before)),
    JSON.stringify(facts(after)),
    reason,
    tx.call.caller.subjectId ?? SYSTEM_SUBJECT_ID,
    tx.now,
  ]);
}
