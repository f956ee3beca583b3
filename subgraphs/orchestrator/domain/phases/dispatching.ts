import type { Phase } from '../step.ts';

/** Waits until execution has taken the batch; any news of a leg says so. */
export const dispatching: Phase = (run) => {
  const isTaken = run.legs.some((leg) => leg.isDispatched || leg.failureCause || leg.isCancelled);
  return isTaken ? { to: 'RUNNING', run, commands: [] } : null;
};
