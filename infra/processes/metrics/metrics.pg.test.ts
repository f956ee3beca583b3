import { contextGauges } from '@effect-studio/kernel/observation/context-gauges';
import { registerGauges } from '@effect-studio/kernel/observation/gauges';
import { answerHealth } from '@effect-studio/kernel/observation/health';
import { isSensitiveName } from '@effect-studio/kernel/observation/sensitive-names';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../contexts.ts';

let studio: TestStudio;
const ends: (() => void)[] = [];
beforeAll(async () => {
  studio = await TestStudio.open(CONTEXTS, { poolSize: 2 });
  for (const { name, gauges } of CONTEXTS) {
    ends.push(registerGauges(contextGauges(studio.call(name), gauges ?? [], { withWorkers: true })));
  }
});
afterAll(async () => {
  for (const end of ends) end();
  await studio.close();
});

const scrape = async () => (await answerHealth('/metrics', { isReady: () => true, dependencies: [] }))!.body;

describe('the metrics of a process', () => {
  it('have every context’s pool, jobs and dead letters, and what contexts measure of themselves', async () => {
    const text = await scrape();
    for (const { name, gauges = [] } of CONTEXTS) {
      expect(text).toContain(`studio_pool_limit{context="${name}"} 2`);
      expect(text).toContain(`studio_jobs{context="${name}",state="waiting"}`);
      expect(text).toContain(`studio_dead_letters{context="${name}",state="dead"} 0`);
      // One without rows has no value, such as the age of a manifest that was never made.
      for (const gauge of gauges) {
        expect(gauge.name).toMatch(/^studio_[a-z_]+$/);
        await expect(
          studio
            .call(name)
            .db.read(
              studio.call(name),
              gauge.statement,
              gauge.statement.text.includes('$1') ? [studio.clock.now()] : [],
            ),
        ).resolves.toBeDefined();
      }
    }
    expect(text).toContain('studio_tasks_waiting 0');
    expect(text).toContain('studio_reviews_oldest_seconds 0');
  });

  it('name no sensitive economics and nobody', async () => {
    const text = await scrape();
    const names = new Set(text.match(/^# TYPE (\S+)/gm)!.map((line) => line.split(' ')[2]!));
    const labels = new Set([...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label!));
    expect(names.size).toBeGreaterThan(20);
    const words = [...names, ...labels].map(camel);
    expect(
      words.filter(
        (word) => isSensitiveName(word) || /usd|margin|cost|revenue|profit|price|wallet/i.test(word),
      ),
    ).toEqual([]);
    expect([...labels].filter((label) => /user|owner|person|run_id|email/.test(label))).toEqual([]);
  });
});

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
