import type { Transaction } from '@effect-studio/kernel/database';
import { RoutingManifestPublished } from '@effect-studio/schema/events/economics';
import { MANIFEST_PURPOSE } from '@effect-studio/schema/routing/published-manifest';
import { shiftEntries } from '../../actions/use-cases/shift-entries.ts';
import { activeTrials } from '../../exploration/persistence/trials.ts';
import { explorationLeft } from '../../ledger/use-cases/exploration-wallet.ts';
import { runPrice, tokensToNanoUsd } from '../../rate-card/domain/rate-card.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { digestOfContent, digestOfManifest } from '../domain/digest.ts';
import { generateEntries } from '../domain/generate-entries.ts';
import type { Candidate, ManifestContent } from '../domain/manifest.ts';
import { heldEntries, orderOf } from '../domain/override.ts';
import { CYCLE_MS, cycleOf, type RoutingPolicy } from '../domain/policy.ts';
import { readCatalogue } from '../persistence/catalogue.ts';
import { insertManifest, lockManifestHead, manifestOf, moveManifestHead } from '../persistence/manifests.ts';
import { observationsSince, refreshObservations } from '../persistence/observations.ts';
import { overridesInForce } from '../persistence/overrides.ts';
import { policiesInForce } from '../persistence/policies.ts';

/** Observations older than this count for less than a billionth and are not read. */
export const MEMORY_CYCLES = 672;
/** Verdicts, settlements and costs come in within two hours; what comes later is caught up with daily. */
const FRESH_CYCLES = 8;

/**
 * Makes the manifest of this moment. One that says the same as the last is confirmed, not published again. Without
 * a catalogue there is nothing to route and nothing is made.
 * @param cause what it is made for, for the record
 * @returns the current version; null when there is none yet
 */
export async function generateManifest(tx: Transaction, cause: string): Promise<number | null> {
  const head = await lockManifestHead(tx);
  const nextCycle = new Date(cycleOf(tx.now).getTime() + CYCLE_MS);
  await refreshObservations(tx, new Date(nextCycle.getTime() - FRESH_CYCLES * CYCLE_MS), nextCycle);
  const { isExhausted, leftNanoUsd: explorationLeftNanoUsd } = await explorationLeft(tx);
  const made = await contentOfMoment(tx, isExhausted);
  if (!made) return head.version || null;
  const { content, holdsVersion } = made;
  const contentDigest = digestOfContent(content);
  if (contentDigest === head.contentDigest) {
    await moveManifestHead(tx, { version: head.version, contentDigest, explorationLeftNanoUsd });
    return head.version;
  }
  const version = head.version + 1;
  const digest = digestOfManifest({ ...content, version, generatedAt: tx.now });
  const signature = tx.call.signatures.sign(MANIFEST_PURPOSE, digest);
  await insertManifest(
    tx,
    { ...content, version, digest, signature, generatedAt: tx.now, cause, holdsVersion },
    contentDigest,
  );
  await moveManifestHead(tx, { version, contentDigest, explorationLeftNanoUsd });
  await tx.emit(RoutingManifestPublished, {
    aggregateId: 'manifest',
    payload: { version, digest, generatedAt: tx.now.toISOString() },
  });
  return version;
}

/** What a manifest of now says; null without a catalogue. */
async function contentOfMoment(
  tx: Transaction,
  isExplorationStopped: boolean,
): Promise<{ content: ManifestContent; holdsVersion: number | null } | null> {
  const overrides = await overridesInForce(tx);
  const candidates = await readCandidates(tx, overrides);
  if (candidates.length === 0) return null;
  const policyOf = await policiesInForce(tx);
  const fresh = await entriesUnder(tx, candidates, {
    policyOf: (effectTypeId) => policyOf(effectTypeId).policy,
    isExplorationStopped,
  });
  const hold = overrides.find((one) => one.kind === 'HOLD');
  const held = hold?.manifestVersion ? await manifestOf(tx, hold.manifestVersion) : null;
  const effects = [...new Set(fresh.map((entry) => entry.effectTypeId))];
  return {
    holdsVersion: held?.version ?? null,
    content: {
      entries: held ? heldEntries(held.entries, fresh) : await shiftEntries(tx, fresh),
      policies: effects.map((effectTypeId) => {
        const { version, policy } = policyOf(effectTypeId);
        return {
          effectTypeId,
          policyVersion: version,
          kind: policy.kind,
          explorationShare: isExplorationStopped ? 0 : policy.explorationShare,
        };
      }),
      trials: isExplorationStopped ? [] : await activeTrials(tx),
      isExplorationStopped,
    },
  };
}

/** Every workflow with its price and what admins ordered. */
export async function readCandidates(
  tx: Transaction,
  overrides: Awaited<ReturnType<typeof overridesInForce>>,
): Promise<Candidate[]> {
  const card = await rateCardAsOf(tx, tx.now);
  const priced = new Set(
    [...(card?.instanceRates ?? []), ...(card?.providerPrices ?? [])].map((price) => price.providerId),
  );
  return (await readCatalogue(tx)).map((workflow) => ({
    ...workflow,
    isPriced: priced.has(workflow.providerId),
    order: orderOf(workflow, overrides),
  }));
}

/** Entries as some policies would have them now, from the sums that are there. */
export async function entriesUnder(
  tx: Transaction,
  candidates: readonly Candidate[],
  under: { policyOf: (effectTypeId: string) => RoutingPolicy; isExplorationStopped: boolean },
): Promise<ReturnType<typeof generateEntries>> {
  const observations = await observationsSince(tx, new Date(tx.now.getTime() - MEMORY_CYCLES * CYCLE_MS));
  return generateEntries(candidates, observations, {
    now: tx.now,
    revenueOf: await revenueOfRuns(tx),
    ...under,
  });
}

/** What one run of an effect type earns at today's prices, in nano-USD; null while there is no card. */
export async function revenueOfRuns(tx: Transaction): Promise<(effectTypeId: string) => number | null> {
  const card = await rateCardAsOf(tx, tx.now);
  return (effectTypeId) => card && Number(tokensToNanoUsd(card, runPrice(card, effectTypeId)));
}
