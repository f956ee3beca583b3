/** Pinned on every analysis; bump when the same bytes may give other numbers. */
export const ANALYSER_VERSION = 'cpu-1.0.0';
