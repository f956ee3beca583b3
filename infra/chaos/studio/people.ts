import { setTimeout as wait } from 'node:timers/promises';
import {
  CancelRunDocument,
  DecideReviewDocument,
  RunEffectDocument,
  SubmitRunDocument,
  TypedDocumentString,
} from '@effect-studio/schema/generated/client';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Random } from '../random.ts';
import type { PersistentClient } from './persistent-client.ts';
import type { RunPlan } from './run-plan.ts';

export const ENDS = ['PUBLISHED', 'COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED', 'EXPIRED'];

const ChooseCandidateDocument = new TypedDocumentString<
  { chooseCandidate: { __typename: string } },
  { input: { runId: string; taskId: string; idempotencyKey: string } }
>(
  'mutation ChooseCandidate($input: ChooseCandidateInput!) { chooseCandidate(input: $input) { __typename } }',
);

const LOOK_EVERY_MS = 400;

/** People as the run plays them. */
export interface Cast {
  creator: PersistentClient;
  admin: PersistentClient;
  /** To look where runs stand without asking the studio, which has enough to do. */
  owner: pg.Pool;
  clips: { exampleVideoId: string; footageVideoId: string };
  random: Random;
  /** Runs that the studio said it took on. */
  accepted: Set<string>;
  /** What was refused, in the studio's words. */
  refused: Map<string, number>;
}

/** One run from its submission to its end, as far as people move it. Ends when the run has, or when `isOver` says so. */
export async function playRun(cast: Cast, plan: RunPlan, isOver: () => boolean): Promise<void> {
  const runId = await submit(cast, plan);
  if (!runId) return;
  cast.accepted.add(runId);
  const startedAt = performance.now();
  let hasChosen = !plan.choosesAnother;
  let isCancelling = false;
  while (!isOver()) {
    const state = await stateOf(cast.owner, runId);
    if (state !== null && ENDS.includes(state)) return;
    const isTime = plan.cancelAfterMs !== null && performance.now() - startedAt > plan.cancelAfterMs;
    if (isTime && !isCancelling) {
      isCancelling = true;
      await cast.creator.ask(CancelRunDocument, { input: { runId, idempotencyKey: uuidv7() } });
    } else if (state === 'AWAITING_APPROVAL') {
      if (hasChosen) await decide(cast, plan, runId);
      else hasChosen = await chooseAnother(cast, runId);
    }
    await wait(LOOK_EVERY_MS);
  }
}

async function submit(cast: Cast, plan: RunPlan): Promise<string | null> {
  const effectId = plan.isUse ? await someEffect(cast) : null;
  const correlationId = uuidv7();
  const key = { idempotencyKey: uuidv7() };
  const { exampleVideoId, footageVideoId } = cast.clips;
  const send = async () => {
    if (effectId) {
      const input = { effectId, footageVideoId, ...key };
      return (await cast.creator.ask(RunEffectDocument, { input }, correlationId)).runEffect;
    }
    const input = { exampleVideoId, footageVideoId, wish: 'like this', consentPublicPreview: true, ...key };
    return (await cast.creator.ask(SubmitRunDocument, { input }, correlationId)).submitRun;
  };
  const answers = await Promise.all(plan.sendsTwice ? [send(), send()] : [send()]);
  const ids = new Set(answers.map((answer) => (answer.__typename === 'Run' ? answer.id : null)));
  if (ids.size > 1) throw new Error(`one key was answered with ${ids.size} runs`);
  const [answer] = answers;
  if (answer?.__typename === 'Run') return answer.id;
  const words = answer?.humanReadableCause ?? 'no words';
  cast.refused.set(words, (cast.refused.get(words) ?? 0) + 1);
  return null;
}

async function decide({ admin, owner }: Cast, plan: RunPlan, runId: string): Promise<void> {
  const rows = await look<{ id: string }>(
    owner,
    `select id from notifications.review_item where run_id = $1 and status = 'WAITING'`,
    [runId],
  );
  const [item] = rows;
  if (!item) return;
  const input = {
    reviewItemId: item.id,
    idempotencyKey: uuidv7(),
    ...(plan.decision === 'approve'
      ? { isApproved: true }
      : {
          isApproved: false,
          reason: 'Not this time.',
          refund: plan.decision === 'rejectRefunded' ? ('FULL' as const) : ('NONE' as const),
        }),
  };
  const send = () => admin.ask(DecideReviewDocument, { input });
  await Promise.all(plan.sendsTwice ? [send(), send()] : [send()]);
}

/** @returns false when it has to be tried again */
async function chooseAnother({ creator, owner }: Cast, runId: string): Promise<boolean> {
  const candidates = await look<{ task_id: string }>(
    owner,
    `select task_id from orchestrator.leg where run_id = $1 and role in ('candidate', 'exploration')
     and (ranking ->> 'rank')::int = 2`,
    [runId],
  );
  const [candidate] = candidates;
  if (!candidate) return true;
  const input = { runId, taskId: candidate.task_id, idempotencyKey: uuidv7() };
  const { chooseCandidate } = await creator.ask(ChooseCandidateDocument, { input });
  return chooseCandidate.__typename === 'Run' || chooseCandidate.__typename === 'InvalidState';
}

async function someEffect({ owner, random }: Cast): Promise<string | null> {
  const effects = await look<{ id: string }>(
    owner,
    'select id from gallery.effect where is_published order by id limit 50',
  );
  return effects.length > 0 ? random.pick(effects).id : null;
}

async function stateOf(owner: pg.Pool, runId: string): Promise<string | null> {
  const rows = await look<{ state: string }>(owner, 'select state from orchestrator.run where id = $1', [
    runId,
  ]);
  return rows[0]?.state ?? null;
}

/** Nothing while PostgreSQL is away. */
async function look<Row extends pg.QueryResultRow>(
  owner: pg.Pool,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return owner.query<Row>(text, values).then(
    ({ rows }) => rows,
    () => [],
  );
}
