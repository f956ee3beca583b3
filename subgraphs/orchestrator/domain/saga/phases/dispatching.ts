import type { Phase } from '../step.ts';

/** Waits until execution has taken the batch; any news of a leg says so. */
export const dispatching: Phase = (run) => {
  // Of a published effect the last leg counts: those before it have failed.
  const awaited = run.effectInUse ? run.legs.slice(-1) : run.legs;
  const isTaken = awaited.some((leg) => leg.isDispatched || leg.failureCause || leg.isCancelled);
  return isTaken ? { to: 'RUNNING', run, commands: [] } : null;
};
