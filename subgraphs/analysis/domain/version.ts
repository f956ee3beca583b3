/** Pinned on every analysis; bump when the same bytes may give other numbers. */
export const ANALYSER_VERSION = 'cpu-2.0.0';
