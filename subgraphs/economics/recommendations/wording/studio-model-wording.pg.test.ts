import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { openAiCompatibleModel } from '@effect-studio/llm/openai-compatible-model';
import { type FakeService, fakeService } from '@effect-studio/llm/testing/fake-services';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedHouseRateCard } from '../../rate-card/use-cases/publish-rate-card.ts';
import economics from '../../subgraph.ts';
import { roundOf, sampleFinding } from '../testing/sample-round.ts';
import { storeRound } from '../use-cases/generate-recommendations.ts';
import { studioModelWording } from './studio-model-wording.ts';
import { wordFinding } from './word-finding.ts';

let service: FakeService;
let studio: TestStudio;
beforeAll(async () => {
  service = await fakeService('openai');
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(async () => {
  await studio.close();
  await service.close();
});

it('words by the studio’s model from the facts alone, and books what that used as the platform’s own', async () => {
  const ctx = studio.call('economics');
  const limits: StudioModel = {
    model: openAiCompatibleModel({ baseUrl: `${service.url}/v1`, model: 'test-model' }),
    ...{ questionsPerPerson: 10, questionsPerStudio: 10, patienceMs: 2_000 },
  };
  const finding = sampleFinding();
  const uses: Parameters<Parameters<typeof studioModelWording>[2]>[0][] = [];
  const port = studioModelWording(ctx, limits, (use) => uses.push(use));
  const word = () => wordFinding(ctx, finding, port, new AbortController().signal);
  service.behave({ kind: 'answer', text: '{"summary":"It saves $12.00 a month."}' });
  expect((await word()).summary).toBe('It saves $12.00 a month.');
  service.behave({ kind: 'answer', text: '{"summary":"It saves $13.00 a month."}' });
  const wording = await word();
  expect(wording.summary).not.toContain('13.00');
  service.behave({ kind: 'status', status: 503 });
  expect((await word()).summary).toBe(wording.summary);
  expect(uses).toHaveLength(2);
  await ctx.db.transaction(ctx, (tx) => storeRound(tx, { ...roundOf(finding), uses }));
  const { rows } = await studio.ownerPool.query(
    `select provider_id, budget_context, run_id, cost_nano_usd from economics.cost_entry where component <> 'x'`,
  );
  // No price is known for it: unpriced, not free.
  const entry = { provider_id: 'openai-compatible', budget_context: 'system_test', run_id: null };
  expect(rows).toEqual([1, 2].map(() => ({ ...entry, cost_nano_usd: null })));
});
