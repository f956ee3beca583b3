import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import type { WorkflowDraft, WorkflowRevision } from '../domain/workflow-revision.ts';
import type { WorkflowTrial } from '../domain/workflow-trial.ts';
import {
  READ_DRAFTS,
  READ_REVISIONS,
  READ_TRIALS,
  REVISIONS_OF_AUTHOR,
  REVISIONS_OF_WORKFLOWS,
} from '../persistence/revision-statements.ts';
import { housePlanners } from '../use-cases/house-planner.ts';
import { houseSettings } from '../use-cases/house-settings.ts';
import { maySeeRevision } from '../use-cases/may-see-revision.ts';

const byId = <Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));

/** Null where there is none that the caller may see. */
export async function loadRevision(ctx: CallContext, id: string): Promise<WorkflowRevision | null> {
  if (!isId(id)) return null;
  return loader<string, WorkflowRevision>(ctx, 'providers-revision', (ids) =>
    ctx.db.transaction(ctx, async (tx) => {
      const revisions = await tx.rows<WorkflowRevision>(READ_REVISIONS, [ids]);
      return byId(revisions.filter((revision) => maySeeRevision(ctx.caller, revision)));
    }),
  ).load(id);
}

export async function loadDraft(ctx: CallContext, id: string): Promise<WorkflowDraft | null> {
  if (!isId(id)) return null;
  return loader<string, WorkflowDraft>(ctx, 'providers-draft', (ids) =>
    ctx.db.transaction(ctx, async (tx) => byId(await tx.rows<WorkflowDraft>(READ_DRAFTS, [ids]))),
  ).load(id);
}

export async function loadTrial(ctx: CallContext, id: string): Promise<WorkflowTrial | null> {
  if (!isId(id)) return null;
  return loader<string, WorkflowTrial>(ctx, 'providers-trial', (ids) =>
    ctx.db.transaction(ctx, async (tx) => byId(await tx.rows<WorkflowTrial>(READ_TRIALS, [ids]))),
  ).load(id);
}

/** What the agents' code makes of an effect type now; null where that is not known. */
export const loadHousePlanner = (ctx: CallContext, effectTypeId: string): Promise<string | null> =>
  loader<string, string>(ctx, 'providers-house-planner', (ids) =>
    ctx.db.transaction(ctx, (tx) => housePlanners(tx, ids)),
  ).load(effectTypeId);

/** Those that the caller may see, newest first. */
export async function loadRevisionsOf(ctx: CallContext, workflowId: string): Promise<WorkflowRevision[]> {
  const revisions = await loader<string, WorkflowRevision[]>(ctx, 'providers-revisions-of', (ids) =>
    ctx.db.transaction(ctx, async (tx) =>
      Map.groupBy(await tx.rows<WorkflowRevision>(REVISIONS_OF_WORKFLOWS, [ids]), ({ workflowId: id }) => id),
    ),
  ).load(workflowId);
  return (revisions ?? []).filter((revision) => maySeeRevision(ctx.caller, revision));
}

/** What the caller has handed in, newest first. */
export const loadOwnRevisions = (ctx: CallContext): Promise<WorkflowRevision[]> =>
  ctx.db.transaction(ctx, (tx) => tx.rows<WorkflowRevision>(REVISIONS_OF_AUTHOR, [ctx.caller.subjectId]));

/** Settings of the house's workflows of an effect type. */
export async function loadHouseSettings(ctx: CallContext, effectTypeId: string): Promise<JsonObject[]> {
  const settings = await loader<string, JsonObject[]>(ctx, 'providers-house-settings', (ids) =>
    ctx.db.transaction(ctx, async (tx) => {
      const found = new Map<string, JsonObject[]>();
      for (const id of ids) found.set(id, await houseSettings(tx, id));
      return found;
    }),
  ).load(effectTypeId);
  return settings ?? [];
}
