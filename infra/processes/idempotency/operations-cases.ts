import { writeDeadLetter } from '@effect-studio/kernel/bus/dead-letter';
import { EVERYONE } from '@effect-studio/kernel/feature-flags';
import { newId } from '@effect-studio/kernel/ids';
import { readOperationsConfig } from '@effect-studio/operations/config';
import { operationsSubgraph } from '@effect-studio/operations/subgraph';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter, type PreparedMutation } from './mutation-case.ts';

const MOVE_MS = 60_000;

export const operationsCases: ContextCases = {
  context: 'operations',
  names: [
    'replayDeadLetter',
    'quarantineDeadLetter',
    'discardDeadLetter',
    'advanceTestClock',
    'setFeatureFlag',
    'clearFeatureFlag',
  ],
  open: async (options) => {
    const studio = await TestStudio.open(
      [operationsSubgraph(readOperationsConfig({ STUDIO_MODE: 'embedded' }))],
      options,
    );
    const letter = async (): Promise<string> => {
      const ctx = studio.call('operations');
      const idempotencyKey = `tidy:${newId()}`;
      const failure = { causeClass: 'JOB_FAILED', error: 'broken', payload: {}, attempts: 5 };
      const subject = { source: 'job', subject: 'tidy', aggregateId: null, position: null } as const;
      await ctx.db.transaction(ctx, (tx) =>
        writeDeadLetter(tx, { ...subject, ...failure, idempotencyKey, correlationId: null, state: 'dead' }),
      );
      const { rows } = await studio.ownerPool.query<{ id: string }>(
        'select id from bus.dead_letter where idempotency_key = $1',
        [idempotencyKey],
      );
      return rows[0]!.id;
    };
    const decided = async (words: { reason?: string } = {}): Promise<PreparedMutation> => {
      const deadLetterId = await letter();
      const decisions = 'select count(*) from operations.dead_letter_decision where dead_letter_id = $1';
      return {
        caller: admin(),
        input: { deadLetterId, ...words },
        otherInput: { deadLetterId: await letter(), ...words },
        countEffects: counter(studio, decisions, [deadLetterId]),
      };
    };
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        replayDeadLetter: () => decided(),
        quarantineDeadLetter: () => decided({ reason: 'Under investigation.' }),
        discardDeadLetter: () => decided({ reason: 'Refunded.' }),
        setFeatureFlag: async () => ({
          caller: admin(),
          input: { key: 'runs.submit', value: false, reason: 'Incident.' },
          otherInput: { key: 'runs.submit', value: true, reason: 'Over.' },
          countEffects: counter(
            studio,
            `select coalesce(sum(version), 0) as count from bus.feature_flag where key = 'runs.submit'`,
            [],
          ),
        }),
        clearFeatureFlag: async () => {
          // Set for two reaches, so that taking either back would be done.
          const set = (tenantId: string) =>
            studio.ownerPool.query(
              `insert into bus.feature_flag (key, tenant_id, value, rollout_percent, reason, version, set_at)
               values ('uploads.start', $1, 'false', 100, 'Incident.', 1, now()) on conflict do nothing`,
              [tenantId],
            );
          await set(admin().tenantId);
          await set(EVERYONE);
          return {
            caller: admin(),
            input: { key: 'uploads.start', reach: 'TENANT', reason: 'Over.' },
            otherInput: { key: 'uploads.start', reach: 'EVERYONE', reason: 'Over.' },
            countEffects: counter(
              studio,
              `select 2 - count(*) as count from bus.feature_flag where key = 'uploads.start'`,
              [],
            ),
          };
        },
        advanceTestClock: async () => ({
          caller: admin(),
          input: { byMs: String(MOVE_MS) },
          otherInput: { byMs: String(2 * MOVE_MS) },
          countEffects: counter(studio, `select offset_ms / ${MOVE_MS} as count from bus.clock`, []),
        }),
      },
    };
  },
};
