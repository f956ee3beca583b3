import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { ensureTurns } from '@effect-studio/kernel/jobs/recurring';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { geminiModel } from '@effect-studio/llm/gemini-model';
import { guardedModel } from '@effect-studio/llm/guarded-model';
import { openAiCompatibleModel } from '@effect-studio/llm/openai-compatible-model';
import { type Behaviour, type FakeService, fakeService } from '@effect-studio/llm/testing/fake-services';
import { clipFolder, drawClip, filterClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { TaskSucceeded } from '@effect-studio/schema/events/execution';
import type { QualityEvaluation } from '@effect-studio/schema/media/quality-vector';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeVersionOf } from './domain/judges/judge-question.ts';
import { modelJudge } from './judges/model-judge.ts';
import { qualitySubgraph } from './subgraph.ts';
import { calibrateJudges } from './workers/calibrate-judges.ts';

const DAY_MS = 24 * 3_600_000;
const FLAWLESS = {
  fidelity: 10,
  cleanness: 10,
  style: 10,
  steadiness: 10,
  remark: 'Fine\u202e\u0007 lines.',
};
const answer = (value: object): Behaviour => ({ kind: 'answer', text: JSON.stringify(value) });
const GOOD = answer(FLAWLESS);

describe.each(['gemini', 'openai'] as const)('an output that is shown to a judge over %s', (protocol) => {
  let service: FakeService;
  let studio: TestStudio;
  let limits: StudioModel;
  let folder: Awaited<ReturnType<typeof clipFolder>>;
  let version: string;
  const keys = { example: '', footage: '', output: '' };

  beforeAll(async () => {
    service = await fakeService(protocol);
    const adapter =
      protocol === 'gemini'
        ? geminiModel({ apiKey: 'test-key', model: 'test-model', baseUrl: service.url })
        : openAiCompatibleModel({ baseUrl: `${service.url}/v1`, model: 'test-model' });
    limits = {
      model: guardedModel(adapter, { attempts: 2, pauseMs: 1, timeoutMs: 400, breakAfter: 1_000 }),
      questionsPerPerson: 100,
      questionsPerStudio: 1_000,
      patienceMs: 5_000,
    };
    version = judgeVersionOf(limits.model);
    studio = await TestStudio.open([qualitySubgraph(limits, () => [])]);
    folder = await clipFolder();
    const inFolder = (name: string) => join(folder.path, `${name}.mp4`);
    const gradients = (seed: number, seconds: number) =>
      `gradients=size=160x90:rate=10:duration=${seconds}:seed=${seed}:nb_colors=4:c0=0x203860:c1=0xe0a050:c2=0x508040:c3=0xf0e8d0`;
    const footage = await drawClip(inFolder('footage'), [gradients(3, 2)], [...H264]);
    const example = await drawClip(inFolder('example'), [gradients(9, 1)], [...H264]);
    const output = await filterClip(footage, inFolder('output'), 'eq=saturation=0.6');
    for (const [name, path] of Object.entries({ footage, example, output })) {
      keys[name as keyof typeof keys] = `media/${newId()}.mp4`;
      const bytes = await readFile(path);
      await studio.call('quality').storage.put(keys[name as keyof typeof keys], bytes, {
        contentType: 'video/mp4',
      });
    }
  });
  afterAll(async () => {
    await studio.close();
    await service.close();
    await folder.dispose();
  });

  /** The golden set's verdict about the version, as the gate would have written it. */
  const stand = async (standing: 'PASSED' | 'QUARANTINED') => {
    studio.clock.advance(1_000);
    await studio.ownerPool.query(
      `insert into quality.judge_calibration (id, judge_version, kind, standing, reasons, figures, ladders, created_at)
       values ($1, $2, 'model', $3, '[]', '{}', '[]', $4)`,
      [newId(), version, standing, new Date(studio.clock.now())],
    );
  };

  async function judge(overrides: object = {}, budgetContext: 'user_run' | 'benchmark' = 'user_run') {
    const runId = newId();
    const ownerId = newId();
    const output = {
      ...{ taskId: newId(), runId, ownerId, role: 'candidate' as const },
      ...{ providerId: 'cpu-swift', workflowId: 'look-match-fast', effectTypeId: 'look-match' },
      inputs: { exampleKey: keys.example, footageKey: keys.footage },
      ...{ excerpt: null, outputKey: keys.output, outputSha256: 'ab'.repeat(32), outputBytes: 1_000 },
      ...{ busyMs: 500, mediaIntervals: [] },
      ...overrides,
    };
    service.asked.length = 0;
    await studio.deliver('quality', TaskSucceeded, runId, output, { budgetContext });
    await studio.settle();
    const events = (await studio.written()).filter((event) => event.aggregateId === runId);
    const ofType = (type: string) => events.filter((event) => event.type === type);
    const { rows } = await studio.ownerPool.query<{ result: QualityEvaluation }>(
      'select result from quality.evaluation where task_id = $1',
      [output.taskId],
    );
    return {
      ...{ runId, ownerId, taskId: output.taskId, result: rows[0]!.result },
      ...{ evaluated: ofType('QualityEvaluated.v1'), usages: ofType('UsageRecorded.v1') },
    };
  }

  it('is not shown before the version has passed on the golden set, nor while it is quarantined', async () => {
    service.behave(GOOD);
    const before = await judge();
    expect(before.result).not.toHaveProperty('opinion');
    await stand('QUARANTINED');
    const quarantined = await judge();
    expect(quarantined.result.composite).toBe(before.result.composite);
    expect(service.asked).toEqual([]);
    expect(quarantined.usages).toEqual([]);
  });

  it('moves the composite a little once it has passed, leaves the vector as measured, and is booked', async () => {
    service.behave(GOOD);
    const { result: measured } = await judge({ role: 'finish' });
    await stand('PASSED');
    const { result, evaluated, usages, runId, ownerId, taskId } = await judge({}, 'benchmark');
    expect(result.vector).toEqual(measured.vector);
    const shift = result.composite - measured.composite;
    expect(shift).toBeCloseTo(Math.min(0.05, 0.25 * (1 - measured.composite)), 6);
    expect(shift).toBeGreaterThan(0);
    expect(result.opinion).toMatchObject({ judgeVersion: version, score: 1, remark: 'Fine lines.' });
    expect(evaluated[0]!.payload).toMatchObject({ composite: result.composite, judgeVersion: version });
    // Two stills of each clip, and a strip of footage and candidate.
    expect(JSON.stringify(service.asked[0]!.body).match(/\/9j\//g)).toHaveLength(8);
    expect(JSON.stringify(service.asked[0]!.body)).toContain('look-match');
    expect(usages).toMatchObject([
      {
        budgetContext: 'benchmark',
        payload: {
          ...{ purpose: 'judge', model: 'test-model', budgetContext: 'benchmark' },
          run: { runId, ownerId },
          quantities: { calls: 1, inputTokens: 120, outputTokens: 30 },
        },
      },
    ]);
    const { data } = await studio.execute<{ _entities: { evaluation: object }[] }>(
      'quality',
      admin(),
      `query ($tasks: [_Any!]!) { _entities(representations: $tasks) { ... on Task { evaluation {
         opinion { judgeVersion score shift remark } opinionMissing weightsVersion } } } }`,
      { tasks: [{ __typename: 'Task', id: taskId }] },
    );
    expect(data!._entities[0]!.evaluation).toMatchObject({
      ...{ opinionMissing: null, weightsVersion: 0 },
      opinion: { judgeVersion: version, score: 1, remark: 'Fine lines.' },
    });
    // What people never see is not shown to a model.
    service.behave(GOOD);
    expect((await judge({ role: 'shadow' })).result).not.toHaveProperty('opinion');
    expect(service.asked).toEqual([]);
  });

  it.each<[string, Behaviour, number]>([
    ['RATE_LIMITED', { kind: 'status', status: 429 }, 0],
    ['UNAVAILABLE', { kind: 'status', status: 503 }, 0],
    ['UNAUTHORIZED', { kind: 'status', status: 401 }, 0],
    ['UNAVAILABLE', { kind: 'reset' }, 0],
    ['BAD_ANSWER', answer({ ...FLAWLESS, fidelity: 11 }), 2],
    ['BAD_ANSWER', { kind: 'answer', text: 'It looks fine.' }, 2],
    ['REFUSED', { kind: 'refuse' }, 1],
    ['TIMEOUT', { kind: 'hang' }, 0],
  ])(
    'is judged by measurement alone when the model fails by %s, and says so',
    async (why, behaviour, calls) => {
      await stand('PASSED');
      service.behave(behaviour);
      const { result, evaluated, usages } = await judge();
      expect(result).toMatchObject({ opinionMissing: why });
      expect(result).not.toHaveProperty('opinion');
      expect(evaluated).toHaveLength(1);
      expect(evaluated[0]!.payload).not.toHaveProperty('judgeVersion');
      const called = usages.map(({ payload }) => (payload.quantities as { calls: number }).calls);
      expect(called).toEqual(calls ? [calls] : []);
      expect(await studio.deadLetters()).toEqual([]);
    },
  );

  it('is not shown when the quota is used up, nor while models are switched off', async () => {
    await stand('PASSED');
    service.behave(GOOD);
    limits.questionsPerPerson = 0;
    expect((await judge()).result).toMatchObject({ opinionMissing: 'QUOTA_OF_PERSON' });
    limits.questionsPerPerson = 100;
    await studio.setFlag('models.ask', false);
    expect((await judge()).result).toMatchObject({ opinionMissing: 'SWITCHED_OFF' });
    await studio.setFlag('models.ask', true);
    expect(service.asked).toEqual([]);
  });

  it('says which of two is better in the order in which they are shown', async () => {
    const judgeOf = modelJudge(studio.call('quality'), limits, { what: 'w', instead: 'i' });
    const paths = (name: string) => ({
      ...{ id: name, effectTypeId: 'look-match', outputPath: join(folder.path, `${name}.mp4`) },
      ...{ footagePath: join(folder.path, 'footage.mp4'), examplePath: join(folder.path, 'example.mp4') },
    });
    const { signal } = new AbortController();
    service.asked.length = 0;
    service.behave(answer({ better: 'second', remark: '' }));
    expect(await judgeOf.prefer(paths('output'), paths('footage'), signal)).toBe('second');
    expect(JSON.stringify(service.asked[0]!.body).match(/\/9j\//g)).toHaveLength(11);
    service.behave(answer({ better: 'both', remark: '' }));
    await expect(judgeOf.prefer(paths('output'), paths('footage'), signal)).rejects.toMatchObject({
      name: 'JudgeSilent',
      code: 'BAD_ANSWER',
    });
    expect(judgeOf.takeUses().map(({ calls }) => calls)).toEqual([1, 2]);
    expect(judgeOf.takeUses()).toEqual([]);
  });

  // The golden set takes a while, and how it is asked does not depend on the protocol.
  it.runIf(protocol === 'openai')(
    'goes through the gate: one who likes everything is quarantined, one who falls silent is asked again, all is booked',
    async () => {
      const modelOnly = calibrateJudges((ctx) => [modelJudge(ctx, limits, { what: 'w', instead: 'i' })]);
      const turn = async () => {
        studio.clock.advance(DAY_MS + 600_000);
        const call = studio.call('quality');
        await ensureTurns(call, [modelOnly]);
        const job = { id: newId(), kind: modelOnly.kind, payload: {}, attempt: 1, maxAttempts: 1 };
        const signal = new AbortController().signal;
        await modelOnly.run(call, { ...job, signal, complete: () => Promise.resolve() });
      };
      const standings = async () => {
        const { rows } = await studio.ownerPool.query<{ standing: string; reasons: string[] }>(
          `select standing, reasons from quality.judge_calibration
         where judge_version = $1 and figures <> '{}' order by created_at`,
          [version],
        );
        return rows;
      };
      const booked = async () => {
        const uses = (await studio.written()).filter(({ type }) => type === 'UsageRecorded.v1');
        return uses.filter(({ payload }) => payload.budgetContext === 'system_test');
      };
      const questions = async () => {
        const { rows } = await studio.ownerPool.query<{ questions: number }>(
          'select coalesce(sum(questions), 0)::int as questions from quality.model_use where owner_id = $1',
          [SYSTEM_SUBJECT_ID],
        );
        return rows[0]!.questions;
      };
      // The gate begins once something was judged.
      await judge({ role: 'shadow' });
      const before = await questions();
      service.behave(GOOD, { kind: 'refuse' });
      await turn();
      expect(await standings()).toEqual([]);
      expect((await booked()).map(({ payload }) => payload.run)).toEqual([undefined, undefined]);
      // Eighteen scores are the same; of pairs it always names the first.
      service.behave(
        ...Array.from({ length: 6 }, () => [
          GOOD,
          GOOD,
          GOOD,
          ...Array(2).fill(answer({ better: 'first', remark: '' })),
        ]).flat(),
      );
      await turn();
      expect(await standings()).toMatchObject([
        {
          standing: 'QUARANTINED',
          reasons: expect.arrayContaining([
            expect.stringMatching(/tells mild from gross damage/),
            expect.stringMatching(/favours a place/),
          ]),
        },
      ]);
      expect((await booked()).length).toBe(2 + 30);
      expect((await questions()) - before).toBe(2 + 30);
      expect((await judge()).result).not.toHaveProperty('opinion');
    },
    180_000,
  );
});
