import { newId } from '@effect-studio/kernel/ids';
import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import { learnWeights } from '@effect-studio/quality/domain/preferences/preference-weights';
import { type Decision, preferencesOf } from '@effect-studio/quality/domain/preferences/preferences';
import type { QualityVector } from '@effect-studio/schema/media/quality-vector';
import { expect } from 'vitest';
import { askStudio } from './ask-studio.ts';
import type { WebStage } from './web-stage.ts';

/** What people care for, by effect type, and how many decisions say so. */
const TASTES: readonly { effectTypeId: string; count: number; taste: QualityVector }[] = [
  { effectTypeId: 'noir', count: 180, taste: tasteOf(0.18, 0.17, 0.5, 0.15) },
  { effectTypeId: 'look-match', count: 220, taste: tasteOf(0.5, 0.22, 0.14, 0.14) },
  { effectTypeId: 'slow-motion', count: 60, taste: tasteOf(0.3, 0.25, 0.25, 0.2) },
  { effectTypeId: 'glitch', count: 11, taste: tasteOf(0.2, 0.2, 0.45, 0.15) },
];

function tasteOf(
  fidelity: number,
  artifacts: number,
  styleAdherence: number,
  temporalConsistency: number,
): QualityVector {
  return { fidelity, artifacts, styleAdherence, temporalConsistency };
}

/** Weights that were learnt are shown with what they were learnt from, put in force with a reason, and taken back. */
export async function weightsJourney({ world, admin, openAt }: WebStage): Promise<void> {
  await learn(world.studio.stateDir);
  const page = await openAt(admin, '#/weights');
  const proposed = page.getByRole('region', { name: 'Proposed: Version 1' });
  await proposed.getByText(/^Learnt from 471 decisions, which compare 471 pairs of outputs\./).waitFor();
  await proposed.getByText(/^Its own, from 180 decisions: ranks [\d.]+% of those held out/).waitFor();
  await proposed.getByText('As all: 11 of 30 decisions that are needed to look at it by itself.').waitFor();
  await proposed.getByRole('button', { name: 'Put it in force' }).click();
  const dialog = page.getByRole('dialog', { name: 'Put version 1 in force?' });
  await dialog.getByLabel('Why? It is kept for good.').fill('People care for the look');
  await dialog.getByRole('button', { name: 'Put it in force' }).click();
  await page.getByRole('region', { name: 'In force: Version 1' }).waitFor();
  expect(await proposed.count()).toBe(0);

  await page.getByRole('row').filter({ hasText: 'The hand weights' }).click();
  const hand = page.getByRole('dialog', { name: 'The hand weights' });
  await hand.getByRole('button', { name: 'Go back to it' }).click();
  const back = page.getByRole('dialog', { name: 'Go back to the hand weights?' });
  await back.getByLabel('Why? It is kept for good.').fill('Results got worse');
  await back.getByRole('button', { name: 'Put it in force' }).click();
  await hand.getByText('“Results got worse”').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'In force: The hand weights' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Rolled back' }).getByText('Version 1').waitFor();
  await page.close();
}

/** Decisions of people with these tastes, and the version that follows from them. */
async function learn(stateDir: string): Promise<void> {
  const random = seededRandom(12);
  const between = () => 0.3 + 0.7 * random();
  const vector = () => tasteOf(between(), between(), between(), between());
  const worth = (taste: QualityVector, of: QualityVector) =>
    Object.entries(taste).reduce((sum, [part, weight]) => sum + weight * of[part as keyof QualityVector], 0);
  const decisions = TASTES.flatMap(({ effectTypeId, count, taste }) =>
    Array.from({ length: count }, (): Decision => {
      const [one, other] = [vector(), vector()];
      const isFirst = random() < 1 / (1 + Math.exp(-25 * (worth(taste, one) - worth(taste, other))));
      return {
        ...{ id: newId(), kind: 'CHOSEN', effectTypeId, decidedAt: new Date() },
        ...{ vector: isFirst ? one : other, others: [isFirst ? other : one] },
      };
    }),
  );
  await askStudio(
    stateDir,
    `insert into quality.decision (id, kind, effect_type_id, vector, others, decided_at, created_at)
     select gen_random_uuid(), kind, "effectTypeId", vector, others, now(), now()
     from jsonb_to_recordset($1::jsonb) as d (kind text, "effectTypeId" text, vector jsonb, others jsonb)`,
    [JSON.stringify(decisions)],
  );
  const { weights, isBetter, effectTypes, ...evidence } = learnWeights(preferencesOf(decisions))!;
  await askStudio(
    stateDir,
    `insert into quality.weights_version (version, weights, is_better, evidence, effect_types, created_at)
     values (1, $1, $2, $3, $4, now())`,
    [JSON.stringify(weights), isBetter, JSON.stringify(evidence), JSON.stringify(effectTypes)],
  );
}
