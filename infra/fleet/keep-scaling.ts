import type { FleetScaler } from '@effect-studio/execution/use-cases/fleets/scale-fleets';
import { scaleFleets } from '@effect-studio/execution/use-cases/fleets/scale-fleets';
import type { CallContext } from '@effect-studio/kernel/context';

const EVERY_MS = 3_000;

/**
 * Brings fleets to their targets again and again. A round that fails is logged and tried again at the next.
 * @param call a context of execution, as the platform, fresh for each round
 * @returns how to stop; resolves when no round is under way
 */
export function keepScaling(
  call: () => CallContext,
  scaler: FleetScaler,
  everyMs = EVERY_MS,
): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    const ctx = call();
    round = scaleFleets(ctx, scaler)
      .then(({ started, drained }) => {
        if (started.length + drained.length > 0) ctx.log.info({ started, drained }, 'fleets scaled');
      })
      .catch((error: unknown) => ctx.log.warn({ err: error }, 'fleets could not be scaled; trying again'))
      .finally(() => {
        isBusy = false;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
