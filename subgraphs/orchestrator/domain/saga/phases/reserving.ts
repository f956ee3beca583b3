import type { Phase } from '../step.ts';

/** Waits for the tokens; analysis begins on the same event. */
export const reserving: Phase = (run) => (run.reservation ? { to: 'ANALYZING', run, commands: [] } : null);
