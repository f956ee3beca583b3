import { consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import {
  EffectRunRequested,
  PreviewRendered,
  ResultReady,
  RunFailed,
} from '@effect-studio/schema/events/orchestrator';
import { countUse, showPreview } from '../persistence/effect-rows.ts';
import { failHouseCheck, passHouseCheck } from '../persistence/house-check-rows.ts';
import { beginUse, finishUse } from '../persistence/use-rows.ts';

/** From then on the time of a person's run counts; what the studio renders for itself says nothing of what people wait and pay. */
export const onEffectRunRequested = consume(
  reading(EffectRunRequested, 'runId', 'effectId', 'quote'),
  async (tx, event) => {
    if (event.budgetContext === 'system_test' || event.budgetContext === 'benchmark') return;
    const { runId, effectId, quote } = event.payload;
    const requestedAt = new Date(event.occurredAt);
    await beginUse(tx, { runId, effectId, quotedTokens: quote.amountTokens, requestedAt });
  },
);

/** A result of a published effect is a use of it. */
export const onResultReady = consume(
  reading(ResultReady, 'effectId', 'runId', 'chargeTokens'),
  async (tx, { payload, occurredAt }) => {
    const { effectId, runId, chargeTokens: chargedTokens } = payload;
    if (!effectId) return;
    await countUse(tx, effectId);
    await finishUse(tx, { runId, effectId, chargedTokens, finishedAt: new Date(occurredAt) });
  },
);

/** The effect on a clip of the house becomes what everyone sees of it; before it is one, what its reviewer sees. */
export const onPreviewRendered = consume(
  reading(PreviewRendered, 'runId', 'effectId', 'revisionId', 'outputKey', 'composite', 'footageVideoId'),
  async (tx, { payload }) => {
    await showPreview(tx, payload);
    await passHouseCheck(tx, { ...payload, composite: payload.composite ?? null });
  },
);

/** No workflow of a result did well enough on a clip of the house. */
export const onRunFailed = consume(
  reading(RunFailed, 'runId', 'humanReadableCause'),
  (tx, { payload: { runId, humanReadableCause } }) => failHouseCheck(tx, runId, humanReadableCause),
);
