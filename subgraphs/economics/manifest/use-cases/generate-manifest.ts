import type { Transaction } from '@effect-studio/kernel/database';
import { RoutingManifestPublished } from '@effect-studio/schema/events/economics';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { digestOfManifest } from '../domain/digest.ts';
import { generateEntries } from '../domain/generate-entries.ts';
import { CYCLE_MS, DEFAULT_POLICY } from '../domain/policy.ts';
import { readCatalogue } from '../persistence/catalogue.ts';
import { confirmManifest, insertManifest, lockManifestHead } from '../persistence/manifests.ts';
import { observationsSince } from '../persistence/observations.ts';

/** Observations older than this count for less than a billionth and are not read. */
const MEMORY_CYCLES = 672;

/**
 * Makes the manifest of this moment. Entries that did not change are confirmed, not published again. Without
 * a catalogue there is nothing to route and nothing is made.
 * @returns the current version; null when there is none yet
 */
export async function generateManifest(tx: Transaction, cause: string): Promise<number | null> {
  const head = await lockManifestHead(tx);
  const catalogue = await readCatalogue(tx);
  if (catalogue.length === 0) return head.version || null;
  const card = await rateCardAsOf(tx, tx.now);
  const priced = new Set(card?.instanceRates.map((rate) => rate.providerId));
  const observations = await observationsSince(tx, new Date(tx.now.getTime() - MEMORY_CYCLES * CYCLE_MS));
  const entries = generateEntries(
    catalogue.map((workflow) => ({ ...workflow, isPriced: priced.has(workflow.providerId) })),
    observations,
    DEFAULT_POLICY,
    tx.now,
  );
  const digest = digestOfManifest(DEFAULT_POLICY, entries);
  if (digest === head.digest) {
    await confirmManifest(tx, { version: head.version, digest });
    return head.version;
  }
  const manifest = { version: head.version + 1, digest, generatedAt: tx.now, entries };
  await insertManifest(tx, manifest, DEFAULT_POLICY, cause);
  await tx.emit(RoutingManifestPublished, {
    aggregateId: 'manifest',
    payload: { version: manifest.version, digest, generatedAt: tx.now.toISOString() },
  });
  return manifest.version;
}
