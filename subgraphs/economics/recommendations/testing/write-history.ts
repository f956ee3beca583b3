import { newId } from '@effect-studio/kernel/ids';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import { lockRunAccount, saveRunAccount } from '../../charges/persistence/run-accounts.ts';
import { DEFAULT_FLEET } from '../../costs/domain/cost-entry.ts';
import { recordAttempts } from '../../costs/use-cases/record-attempts.ts';
import { judgeExecutions, saveExecutions } from '../../executions/persistence/executions.ts';
import { recordCharge } from '../../margins/use-cases/record-revenue.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { normal } from './simulated-evidence.ts';

/** How a provider works in a test's history. */
export interface HistoryProvider {
  providerId: string;
  workflowId: string;
  busyMsPerUnit: number;
  quality: number;
}

/**
 * Runs of people over some days before now: every provider renders the same excerpt, the first one wins and renders
 * in full. Booked by the same use cases as events are.
 */
export async function writeHistory(
  studio: TestStudio,
  options: {
    seed: string;
    effectTypeId: string;
    providers: readonly HistoryProvider[];
    people: number;
    runsPerPerson: number;
    days: number;
    endsAt?: Date;
  },
): Promise<void> {
  const random = seededRandom(options.seed);
  const ctx = studio.call('economics');
  const end = (options.endsAt ?? studio.clock.now()).getTime();
  const { effectTypeId } = options;
  for (let person = 0; person < options.people; person += 1) {
    const ownerId = newId();
    const habit = Math.exp(0.3 * normal(random));
    await ctx.db.transaction(ctx, async (tx) => {
      for (let run = 0; run < options.runsPerPerson; run += 1) {
        const runId = newId();
        const endedAt = new Date(end - Math.floor(random() * options.days * 86_400_000) - 1_000);
        const units = 0.5 + random();
        const legs = options.providers.flatMap((provider, index) => [
          leg(provider, 'candidate' as const, units),
          ...(index === 0 ? [leg(provider, 'finish' as const, 4 * units)] : []),
        ]);
        const attempts = legs.map(({ provider, role, workUnits }) => ({
          taskId: newId(),
          attempt: 1,
          runId,
          ownerId,
          role,
          outcome: 'succeeded' as const,
          providerId: provider.providerId,
          workflowId: provider.workflowId,
          effectTypeId,
          fleet: DEFAULT_FLEET,
          instanceType: 'local.cpu',
          budgetContext: 'user_run' as const,
          agentId: newId(),
          agentOwnerId: newId(),
          milliUnits: Math.round(workUnits * 1_000),
          queueWaitMs: 0,
          startupMs: 0,
          busyMs: Math.round(workUnits * provider.busyMsPerUnit * habit * Math.exp(0.2 * normal(random))),
          throttledCount: 0,
          throttledMs: 0,
          startedAt: endedAt,
          endedAt,
        }));
        const account = await lockRunAccount(tx, { runId, ownerId });
        await saveRunAccount(tx, {
          ...account,
          state: 'CHARGED',
          winner: { candidateTaskId: attempts[0]!.taskId, finishTaskId: attempts[1]!.taskId },
        });
        await recordAttempts(tx, attempts);
        await saveExecutions(tx, attempts);
        await judgeExecutions(
          tx,
          attempts.map(({ taskId }, index) => ({
            taskId,
            qualityPpm: Math.round(1e6 * Math.min(1, legs[index]!.provider.quality + 0.05 * normal(random))),
          })),
        );
        await recordCharge(tx, {
          runId,
          ownerId,
          candidateTaskId: attempts[0]!.taskId,
          finishTaskId: attempts[1]!.taskId,
          providerId: options.providers[0]!.providerId,
          effectTypeId,
          tokens: 20,
          revenueNanoUsd: 20_000_000n,
          rateCardVersion: 1,
          readyAt: endedAt,
        });
      }
    });
  }
}

const leg = <Role>(provider: HistoryProvider, role: Role, workUnits: number) => ({
  provider,
  role,
  workUnits,
});
