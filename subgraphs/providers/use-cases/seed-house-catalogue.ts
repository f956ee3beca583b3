import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import type { WorkflowVariant } from '../domain/catalogue.ts';
import { HOUSE_EFFECT_TYPES, HOUSE_PROVIDERS, houseProviderOf } from '../domain/house-catalogue.ts';
import { IS_STUDIOS_OWN } from '../persistence/revision-statements.ts';
import {
  LOCK_CATALOGUE,
  RETIRE_WORKFLOWS,
  UPSERT_EFFECT_TYPE,
  UPSERT_PROVIDER,
} from '../persistence/statements.ts';
import { admitRevision, makeCurrent } from './admit-revision.ts';
import { announceCatalogue } from './announce-catalogue.ts';

/** A workflow as the agents' catalogue declares it. */
export interface HouseWorkflow {
  workflowId: string;
  effectTypeId: string;
  variant: WorkflowVariant;
  /** SHA-256 in hex, with or without the prefix `sha256:`. */
  digest: string;
  title: string;
  /** What it asks of a machine; absent: nothing. */
  requires?: { vramMiB?: number; capabilities?: readonly string[] };
  /** The whole of it as data, from which drafts begin; absent: the machines alone know it. */
  definition?: JsonObject;
}

/**
 * Brings the house's providers, effect types and workflows to what is declared. Running it again changes
 * nothing and announces nothing; health and pauses stay as they are. House workflows that are not named
 * are retired.
 * @returns whether anything changed
 * @throws StudioError `EFFECT_TYPE_UNKNOWN` for a workflow of an effect that the house does not declare
 */
export async function seedHouseCatalogue(
  ctx: CallContext,
  workflows: readonly HouseWorkflow[],
): Promise<boolean> {
  for (const { workflowId, effectTypeId } of workflows) {
    if (HOUSE_EFFECT_TYPES.some((type) => type.id === effectTypeId)) continue;
    throw new StudioError(
      'EFFECT_TYPE_UNKNOWN',
      `${workflowId} is of the undeclared effect type ${effectTypeId}`,
    );
  }
  return ctx.db.transaction(ctx, async (tx) => {
    await tx.one(LOCK_CATALOGUE);
    let changes = 0;
    const count = (rows: object[]): void => {
      changes += rows.length;
    };
    for (const [place, type] of HOUSE_EFFECT_TYPES.entries()) {
      const { id, title, description, basePriceTokens, qualityFloor } = type;
      count(
        await tx.rows(UPSERT_EFFECT_TYPE, [
          id,
          title,
          description,
          basePriceTokens,
          qualityFloor,
          tx.now,
          place,
        ]),
      );
    }
    for (const [place, provider] of HOUSE_PROVIDERS.entries()) {
      const { id, name, adapter, instanceType, capabilities } = provider;
      count(
        await tx.rows(UPSERT_PROVIDER, [
          id,
          name,
          adapter,
          instanceType,
          capabilities,
          tx.now,
          place,
          null,
          null,
          provider.startsAbsent === true,
        ]),
      );
    }
    for (const workflow of workflows) if (await admitHouseWorkflow(tx, workflow)) changes += 1;
    const houseIds = HOUSE_PROVIDERS.map((provider) => provider.id);
    count(
      await tx.rows(RETIRE_WORKFLOWS, [workflows.map((workflow) => workflow.workflowId), houseIds, tx.now]),
    );
    if (changes > 0) await announceCatalogue(tx);
    return changes > 0;
  });
}

/** The house's form of a workflow becomes a revision like any other, and the current one unless one that was written here is. */
async function admitHouseWorkflow(tx: Transaction, workflow: HouseWorkflow): Promise<boolean> {
  const { workflowId, effectTypeId, variant, digest, title, requires, definition } = workflow;
  const revision = await admitRevision(tx, {
    ...{ workflowId, effectTypeId, variant, title },
    digest: digest.replace(/^sha256:/, ''),
    providerId: houseProviderOf(workflow).id,
    vramMiB: requires?.vramMiB ?? null,
    requiredCapabilities: [...(requires?.capabilities ?? [])],
    origin: 'HOUSE',
    status: 'PUBLISHED',
    definition: definition ?? null,
  });
  const { own } = await tx.one<{ own: boolean }>(IS_STUDIOS_OWN, [workflowId]);
  if (own) return false;
  const form = {
    ...revision,
    vramMiB: requires?.vramMiB ?? null,
    requiredCapabilities: [...(requires?.capabilities ?? [])],
  };
  return makeCurrent(tx, form, { reason: 'Came with the studio’s catalogue.', title });
}
