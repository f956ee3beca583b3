/** The gates that a change goes through, each with the test files that are its own; the fifth runs against a deployed studio. */
export const GATES = {
  /** Pure code, and ffmpeg on clips that the test draws. */
  unit: /\.(property\.)?test\.tsx?$/,
  /** One context, or the kernel, over real engines. */
  feature: /^(subgraphs|packages|schema)\/.*\.pg\.test\.ts$/,
  /** What a door has to keep to, whoever stands behind it: adapters by their contract, the gateway from outside. */
  blackbox: /\.contract\.test\.ts$|^gateway\/.*\.pg\.test\.ts$/,
  /** The house as a whole, in one process and in many. */
  integration: /^infra\/.*\.(pg|e2e)\.test\.ts$/,
} as const;

export type GateName = keyof typeof GATES;

/** From the most particular to the most general: a file belongs to the first that takes it. */
const ORDER: readonly GateName[] = ['blackbox', 'integration', 'feature', 'unit'];

/** The gate of a test file. @param file relative to the repository; null where none takes it */
export const gateOf = (file: string): GateName | null => ORDER.find((name) => GATES[name].test(file)) ?? null;
