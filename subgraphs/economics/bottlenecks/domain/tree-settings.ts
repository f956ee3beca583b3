/** Limits of the tree's tests. A change is a new version: classifications name the one that they were made under. */
export interface TreeSettings {
  version: string;
  throttling: { share: number; timesUsual: number };
  depletion: { hours: number };
  coldStart: { share: number; timesUsual: number; steadyRatio: number; idleUtilisation: number };
  saturation: { utilisation: number; waitRatio: number; waitMs: number; busyRatio: number };
  latency: { ratio: number; restRatio: number; othersRatio: number };
  workflow: { ratio: number; restRatio: number; siblingRatio: number };
  /** Attempts in the last hour below which nothing is said of a provider, workflow or fleet. */
  minAttempts: number;
}

export const TREE_SETTINGS: Readonly<TreeSettings> = Object.freeze<TreeSettings>({
  version: 'tree-1',
  throttling: { share: 0.05, timesUsual: 3 },
  depletion: { hours: 24 },
  coldStart: { share: 0.15, timesUsual: 2, steadyRatio: 1.15, idleUtilisation: 0.5 },
  saturation: { utilisation: 0.9, waitRatio: 2, waitMs: 10_000, busyRatio: 1.15 },
  latency: { ratio: 1.2, restRatio: 1.08, othersRatio: 1.15 },
  workflow: { ratio: 1.2, restRatio: 1.08, siblingRatio: 1.1 },
  minAttempts: 8,
});
