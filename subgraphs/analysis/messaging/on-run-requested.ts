import { consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { EffectRunRequested, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { RunRequestEntity } from '../persistence/run-request.entity.ts';

/** Remembers a run's clips; nothing costly happens before its tokens are reserved. */
export const onRunRequested = consume(
  reading(RunRequested, 'runId', 'ownerId', 'exampleVideoId', 'footageVideoId', 'exampleKey', 'footageKey'),
  async (tx, { payload, tenantId }) => {
    await tx.manager.insert(RunRequestEntity, {
      runId: payload.runId,
      ownerId: payload.ownerId,
      tenantId,
      exampleVideoId: payload.exampleVideoId,
      footageVideoId: payload.footageVideoId,
      exampleKey: payload.exampleKey,
      footageKey: payload.footageKey,
      createdAt: tx.now,
      updatedAt: tx.now,
    });
  },
);

/** The same for a run of a published effect, whose look needs no analysis. */
export const onEffectRunRequested = consume(
  reading(EffectRunRequested, 'runId', 'ownerId', 'footageVideoId', 'footageKey'),
  async (tx, { payload, tenantId }) => {
    await tx.manager.insert(RunRequestEntity, {
      runId: payload.runId,
      ownerId: payload.ownerId,
      tenantId,
      exampleVideoId: null,
      footageVideoId: payload.footageVideoId,
      exampleKey: null,
      footageKey: payload.footageKey,
      createdAt: tx.now,
      updatedAt: tx.now,
    });
  },
);
