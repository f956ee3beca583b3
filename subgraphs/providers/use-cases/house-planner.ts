import type { Transaction } from '@effect-studio/kernel/database';
import { HOUSE_PLANNERS } from '../persistence/revision-statements.ts';

/** What the agents' code makes of these effect types now, by effect type; those of which it is not known are missing. */
export async function housePlanners(
  tx: Transaction,
  effectTypeIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.rows<{ effectTypeId: string; planner: string }>(HOUSE_PLANNERS, [effectTypeIds]);
  return new Map(rows.map(({ effectTypeId, planner }) => [effectTypeId, planner]));
}

/** The same of one effect type, for forms of an adapter: only what ffmpeg draws is recorded. */
export async function housePlanner(
  tx: Transaction,
  adapter: string,
  effectTypeId: string,
): Promise<string | null> {
  if (adapter !== 'ffmpeg') return null;
  return (await housePlanners(tx, [effectTypeId])).get(effectTypeId) ?? null;
}
