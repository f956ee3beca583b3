import type { Phase } from '../step.ts';

/** Waits for the analysis of both clips; prompts are written on the same event. */
export const analyzing: Phase = (run) => (run.analysis ? { to: 'PROMPTING', run, commands: [] } : null);
