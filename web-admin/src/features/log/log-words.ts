/** The impact of a condition as the log holds it. */
export interface Impact {
  words: string;
  costNanoUsd: string | null;
  affectedJobs: number;
}

const KINDS: Record<string, string> = {
  COST: 'Cost',
  REVENUE_AT_RISK: 'Revenue at risk',
  QUALITY_DEGRADATION: 'Quality',
  STABILITY: 'Stability',
  NONE_MEASURED: 'None measured',
};

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Reads the impact of an entry, whatever it lacks. */
export function impactOf(json: unknown): Impact {
  const { type, estimatedCostNanoUsd, affectedJobs } = fieldsOf(json);
  const cost = textOf(estimatedCostNanoUsd);
  return {
    words: KINDS[String(type)] ?? 'Unknown',
    costNanoUsd: cost !== null && /^-?\d+$/.test(cost) ? cost : null,
    affectedJobs: typeof affectedJobs === 'number' ? affectedJobs : 0,
  };
}

/** What is to be done about it, and what was done. */
export function actionOf(json: unknown) {
  const { classification, urgency, suggestedAction, autoActionTaken, escalationChain, runbook } =
    fieldsOf(json);
  return {
    classification: textOf(classification),
    urgency: textOf(urgency)?.toLowerCase().replaceAll('_', ' ') ?? null,
    suggested: textOf(suggestedAction),
    taken: textOf(autoActionTaken),
    chain: Array.isArray(escalationChain) ? escalationChain.map(String) : [],
    runbook: textOf(runbook),
  };
}
