/** Looking at a hundred frames keeps a core busy for a second: it is done in a thread, not where events are carried. */
export const EVALUATION = new URL('../domain/evaluate-output.ts', import.meta.url);
