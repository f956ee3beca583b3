import type { Transaction } from '@effect-studio/kernel/database';
import { ProviderStatusChanged } from '@effect-studio/schema/events/providers';
import { observe } from '../domain/health.ts';
import { type ProviderRow, shownStatus, toHealth } from '../persistence/provider-row.ts';
import { LOCK_CATALOGUE, LOCK_PROVIDER, STORE_HEALTH } from '../persistence/statements.ts';
import { announceCatalogue } from './announce-catalogue.ts';

/** Takes a probe into a provider's health; a crossed threshold is told, with the catalogue that follows from it. */
export async function recordProbe(
  tx: Transaction,
  probe: { providerId: string; healthy: boolean; onlineAgents: number; detail: string },
): Promise<void> {
  // Catalogue before provider, as everybody does who changes both.
  await tx.one(LOCK_CATALOGUE);
  const row = await tx.maybeOne<ProviderRow>(LOCK_PROVIDER, [probe.providerId]);
  if (!row) return;
  const health = observe(toHealth(row), probe);
  const from = shownStatus(row);
  const to = shownStatus({ is_paused: row.is_paused, health: health.status });
  await tx.rows(STORE_HEALTH, [
    row.id,
    health.status,
    health.score,
    health.goodStreak,
    health.badStreak,
    health.isAbsent,
    tx.now,
    from === to ? row.status_changed_at : tx.now,
  ]);
  if (from === to) return;
  await tx.emit(ProviderStatusChanged, {
    aggregateId: row.id,
    payload: { providerId: row.id, from, to, reason: probe.detail },
  });
  await announceCatalogue(tx);
}
