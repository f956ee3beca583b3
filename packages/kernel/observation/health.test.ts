import { describe, expect, it } from 'vitest';
import { registerGauges } from './gauges.ts';
import { answerHealth, type Dependency } from './health.ts';

const up = (name: string): Dependency => ({ name, isRequired: true, check: () => Promise.resolve() });
const down = (name: string, isRequired: boolean): Dependency => ({
  name,
  isRequired,
  check: () => {
    throw new Error('refused: password=secret');
  },
});

async function ready(dependencies: readonly Dependency[], isReady = true) {
  const answer = (await answerHealth('/health/ready', { isReady: () => isReady, dependencies }))!;
  return {
    code: answer.status,
    ...(JSON.parse(answer.body) as { status: string; checks: object[] }),
    text: answer.body,
  };
}

describe('/health/ready', () => {
  it('says of each dependency whether it answers, and only what is needed makes it refuse', async () => {
    expect(await ready([up('postgres'), up('redis')])).toMatchObject({ code: 200, status: 'ready' });
    expect(await ready([up('postgres'), down('object store', false)])).toMatchObject({
      code: 200,
      status: 'degraded',
      checks: [
        { name: 'postgres', isUp: true },
        { name: 'object store', isUp: false },
      ],
    });
    const broken = await ready([down('postgres', true), up('redis')]);
    expect(broken).toMatchObject({ code: 503, status: 'down' });
    expect(broken.text).not.toContain('secret');
  });

  it('refuses while the process starts or stops, whatever answers', async () => {
    expect(await ready([up('postgres')], false)).toMatchObject({ code: 503, status: 'not ready' });
  });

  it('asks once for many probes', async () => {
    let asked = 0;
    const check = async (): Promise<void> => {
      asked += 1;
    };
    const dependencies = [{ ...up('postgres'), check }];
    await Promise.all(Array.from({ length: 20 }, () => ready(dependencies)));
    expect(asked).toBe(1);
  });
});

describe('/metrics', () => {
  it('has what gauges read at the time, without those whose source fails', async () => {
    let waiting = 3;
    const reading = () => ({
      name: 'studio_test_waiting',
      help: 'x',
      labels: { context: 'a' },
      value: waiting,
    });
    const ends = [
      registerGauges(() => Promise.resolve([reading()])),
      registerGauges(() => Promise.reject(new Error('away'))),
    ];
    const scrape = async () =>
      (await answerHealth('/metrics', { isReady: () => true, dependencies: [] }))!.body;
    expect(await scrape()).toContain('studio_test_waiting{context="a"} 3');
    waiting = 4;
    // Within five seconds everybody gets the same.
    expect(await scrape()).toContain('studio_test_waiting{context="a"} 3');
    ends.push(registerGauges(() => Promise.resolve([])));
    expect(await scrape()).toContain('studio_test_waiting{context="a"} 4');
    for (const end of ends) end();
  });
});
