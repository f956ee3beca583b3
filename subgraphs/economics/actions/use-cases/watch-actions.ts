import type { Transaction } from '@effect-studio/kernel/database';
import { type AutoAction, judgeAction } from '../domain/action.ts';
import { ACTION_SETTINGS, type ActionSettings } from '../domain/action-settings.ts';
import { readGuard } from '../domain/guard.ts';
import { lockAppliedActions, updateAction } from '../persistence/auto-actions.ts';
import { guardFigures } from '../persistence/guard-figures.ts';
import { endAction } from './end-action.ts';

/**
 * Looks at every action that works: one whose time is over, whose bottleneck is gone or whose work fares worse than it
 * would have is undone. Runs once a cycle.
 * @param confirmedBottleneckIds bottlenecks that the tree finds in the latest figures
 */
export async function watchActions(
  tx: Transaction,
  confirmedBottleneckIds: ReadonlySet<string>,
  settings: ActionSettings = ACTION_SETTINGS,
): Promise<AutoAction[]> {
  const ended: AutoAction[] = [];
  for (const action of await lockAppliedActions(tx)) {
    const figures = await guardFigures(tx, action.providerId, action.appliedAt, tx.now);
    const guard = readGuard(figures, settings.guard.minAttempts);
    const isConfirmed = confirmedBottleneckIds.has(action.bottleneckId);
    const end = judgeAction(action, guard, { now: tx.now, isConfirmed }, settings);
    if (end) ended.push(await endAction(tx, { ...action, guard }, end));
    else await updateAction(tx, { ...action, guard });
  }
  return ended;
}
