/** What a machine did with a workflow, as far as the matrix needs it. */
export interface WorkCell {
  agent: { id: string; fleet?: string | null };
  workflow: { provider: { id: string; name: string }; effectType: { id: string; title: string } };
  leasedCount: number;
  succeededCount: number;
  failedCount: number;
  busyMs: number;
}

/** All work of one provider's machines of one fleet with one effect. */
export interface WorkSum {
  row: string;
  column: string;
  leasedCount: number;
  succeededCount: number;
  failedCount: number;
  busyMs: number;
  agentIds: Set<string>;
}

export const DEFAULT_FLEET = 'default';

export const rowOf = ({ agent, workflow }: Pick<WorkCell, 'agent' | 'workflow'>): string =>
  `${workflow.provider.id}/${agent.fleet ?? DEFAULT_FLEET}`;

/** Provider × fleet down, effects across; sums over workflows and machines. */
export function workloadMatrix(cells: readonly WorkCell[]): {
  rows: { id: string; name: string }[];
  columns: { id: string; name: string }[];
  sums: WorkSum[];
} {
  const rows = new Map<string, { id: string; name: string }>();
  const columns = new Map<string, { id: string; name: string }>();
  const sums = new Map<string, WorkSum>();
  for (const cell of cells) {
    const { provider, effectType } = cell.workflow;
    const row = rowOf(cell);
    rows.set(row, { id: row, name: `${provider.name} · ${cell.agent.fleet ?? DEFAULT_FLEET}` });
    columns.set(effectType.id, { id: effectType.id, name: effectType.title });
    const key = `${row} ${effectType.id}`;
    const sum = sums.get(key) ?? {
      row,
      column: effectType.id,
      leasedCount: 0,
      succeededCount: 0,
      failedCount: 0,
      busyMs: 0,
      agentIds: new Set<string>(),
    };
    sum.leasedCount += cell.leasedCount;
    sum.succeededCount += cell.succeededCount;
    sum.failedCount += cell.failedCount;
    sum.busyMs += cell.busyMs;
    sum.agentIds.add(cell.agent.id);
    sums.set(key, sum);
  }
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  return {
    rows: [...rows.values()].sort(byName),
    columns: [...columns.values()].sort(byName),
    sums: [...sums.values()],
  };
}
