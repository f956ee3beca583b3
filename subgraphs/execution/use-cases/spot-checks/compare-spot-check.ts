import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { perceptualDistance } from '@effect-studio/media/likeness/perceptual-distance';
import { quarantineVerdict } from '../../domain/agent-trust.ts';
import {
  type CheckOutcome,
  type Distance,
  isSamePicture,
  judgeFirst,
  judgeSecond,
} from '../../domain/spot-check.ts';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { LOCK_AGENT, READ_AGENT } from '../../persistence/sql/agent-statements.ts';
import {
  DECIDE_CHECK,
  LOCK_CHECK,
  READ_CHECK,
  READ_FIRST_CHECK,
  READ_OUTPUTS,
} from '../../persistence/sql/spot-check-statements.ts';
import { judgeAgent, noteFault, setTrust } from '../agents/judge-agent.ts';
import { askForCheck, type SpotCheck } from './draw-spot-check.ts';

/** Compares what two or three machines made of the same task, and acts on it. Payload: `checkId`. */
export const compareSpotCheck: JobHandler = {
  kind: 'compare-spot-check',
  run: async (ctx, job) => {
    const checkId = String(job.payload.checkId);
    const { check, first } = await ctx.db.transaction(ctx, async (tx) => {
      const found = await tx.one<SpotCheck>(READ_CHECK, [checkId]);
      return {
        check: found,
        first: found.stage === 2 ? await tx.one<SpotCheck>(READ_FIRST_CHECK, [found.taskId]) : null,
      };
    });
    const measured = await measure(ctx, [check.id, check.taskId, ...(first ? [first.id] : [])], job.signal);
    await ctx.db.transaction(ctx, async (tx) => {
      const locked = await tx.one<SpotCheck>(LOCK_CHECK, [checkId]);
      if (locked.state === 'WAITING') await decide(tx, locked, first, measured);
      await job.complete(tx);
    });
  },
  onDead: async (tx, job) => {
    await tx.rows(DECIDE_CHECK, [job.payload.checkId, 'INCONCLUSIVE', null, tx.now]);
  },
};

/** Distances of the first of these tasks' outputs from each of the others, in their order. */
async function measure(
  ctx: CallContext,
  taskIds: readonly string[],
  signal: AbortSignal,
): Promise<Distance[]> {
  const rows = await ctx.db.transaction(ctx, (tx) =>
    tx.rows<{ taskId: string; outputKey: string }>(READ_OUTPUTS, [taskIds]),
  );
  const keys = new Map(rows.map(({ taskId, outputKey }) => [taskId, outputKey]));
  return withWorkFolder('spot-check', async (folder) => {
    const paths = taskIds.map((id) => join(folder, `${id}.mp4`));
    await Promise.all(taskIds.map((id, index) => ctx.storage.download(keys.get(id)!, paths[index]!)));
    const distances: Distance[] = [];
    for (const path of paths.slice(1)) distances.push(await perceptualDistance(paths[0]!, path, signal));
    return distances;
  });
}

async function decide(
  tx: Transaction,
  check: SpotCheck,
  first: SpotCheck | null,
  [toTask, toFirst]: readonly Distance[],
): Promise<void> {
  const agent = await tx.one<AgentRow>(READ_AGENT, [check.agentId]);
  const rival = first ? first.checkerId : check.checkerId;
  const checker = await tx.one<AgentRow>(READ_AGENT, [rival]);
  const isSame = isSamePicture(toTask!);
  const outcome = first
    ? judgeSecond({ isLikeAgent: isSame, isLikeChecker: isSamePicture(toFirst!) })
    : judgeFirst(isSame, { agent: agent.trust, checker: checker.trust });
  const state = outcome.kind === 'inconclusive' ? 'INCONCLUSIVE' : isSame ? 'AGREED' : 'DISAGREED';
  await tx.rows(DECIDE_CHECK, [check.id, state, JSON.stringify(toTask), tx.now]);
  await follow(tx, check, outcome, agent, checker);
}

/** What a comparison means for those who took part. */
async function follow(
  tx: Transaction,
  check: SpotCheck,
  outcome: CheckOutcome,
  agent: AgentRow,
  checker: AgentRow,
): Promise<void> {
  switch (outcome.kind) {
    case 'agreed':
      return judgeAgent(tx, await tx.one<AgentRow>(LOCK_AGENT, [agent.id]));
    case 'wrong':
      return quarantine(tx, outcome.who === 'agent' ? agent.id : checker.id);
    case 'askThird': {
      const took = [agent, checker].map(({ id, client_id }) => ({ id, clientId: client_id }));
      if (await askForCheck(tx, { taskId: check.taskId, stage: 2, agentId: agent.id }, took)) return;
      return inconclusive(tx, check, agent, checker);
    }
    case 'inconclusive':
      return inconclusive(tx, check, agent, checker);
  }
}

async function quarantine(tx: Transaction, agentId: string): Promise<void> {
  const agent = await tx.one<AgentRow>(LOCK_AGENT, [agentId]);
  if (agent.trust === 'QUARANTINED') return;
  const reason = 'Another machine made another picture of the same task, workflow and seed.';
  await setTrust(tx, agent, quarantineVerdict(agent.quarantines, tx.now), reason);
}

/** Nobody can tell who was wrong: it counts against both, once. */
async function inconclusive(
  tx: Transaction,
  { taskId }: SpotCheck,
  agent: AgentRow,
  checker: AgentRow,
): Promise<void> {
  const reason =
    'Two machines made different pictures of the same task, and no third could tell who was wrong.';
  for (const id of [agent.id, checker.id].sort())
    await noteFault(tx, id, { taskId, kind: 'REJECTED', reason });
}
