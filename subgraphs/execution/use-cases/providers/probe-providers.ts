import type { Transaction } from '@effect-studio/kernel/database';
import { ProviderProbed } from '@effect-studio/schema/events/execution';
import { judgeProvider, shouldTell } from '../../domain/provider-probe.ts';
import { OBSERVE_PROVIDERS, UPSERT_PROBE } from '../../persistence/sql/provider-statements.ts';

const RECENT_MS = 600_000;

interface ObservedRow {
  id: string;
  online_agents: number;
  good_attempts: number;
  bad_attempts: number;
  healthy: boolean | null;
  told_agents: number | null;
  times_told: number | null;
  told_at: Date | null;
}

/** Looks at every provider's machines and recent attempts, and tells what is new or being confirmed. */
export async function probeProviders(tx: Transaction): Promise<void> {
  const rows = await tx.rows<ObservedRow>(OBSERVE_PROVIDERS, [new Date(tx.now.getTime() - RECENT_MS)]);
  for (const row of rows) {
    const verdict = judgeProvider({
      onlineAgents: row.online_agents,
      goodAttempts: row.good_attempts,
      badAttempts: row.bad_attempts,
    });
    const last = row.told_at
      ? {
          healthy: row.healthy === true,
          onlineAgents: row.told_agents ?? 0,
          timesTold: row.times_told ?? 0,
          toldAt: row.told_at,
        }
      : null;
    const now = { healthy: verdict.healthy, onlineAgents: row.online_agents, at: tx.now };
    if (!shouldTell(last, now)) continue;
    const isSame = last?.healthy === now.healthy && last.onlineAgents === now.onlineAgents;
    const timesTold = isSame ? last.timesTold + 1 : 1;
    await tx.rows(UPSERT_PROBE, [row.id, now.healthy, now.onlineAgents, timesTold, tx.now]);
    await tx.emit(ProviderProbed, {
      aggregateId: row.id,
      payload: {
        providerId: row.id,
        healthy: now.healthy,
        onlineAgents: now.onlineAgents,
        detail: verdict.detail,
      },
    });
  }
}
