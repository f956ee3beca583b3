/** Pinned on every evaluation; bump when the same bytes may score differently. */
export const EVALUATOR_VERSION = 'cpu-2.0.0';
