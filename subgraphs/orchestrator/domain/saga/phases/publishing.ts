import type { Phase } from '../step.ts';

/** Waits for the gallery's revision and listing. */
export const publishing: Phase = (run) => (run.effectId ? { to: 'PUBLISHED', run, commands: [] } : null);
