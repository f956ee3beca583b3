import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import {
  checkDeclaration,
  type DeclarationFault,
  type ProviderDeclaration,
} from '../domain/check-declaration.ts';
import { HOUSE_PROVIDERS } from '../domain/house-catalogue.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';
import {
  KNOWN_EFFECT_TYPES,
  LOCK_CATALOGUE,
  NEXT_PLACE,
  PLACE_OF,
  READ_PROVIDER,
  RETIRE_WORKFLOWS,
  UPSERT_PROVIDER,
  WORKFLOWS_OF_OTHERS,
} from '../persistence/statements.ts';
import { admitRevision, makeCurrent } from './admit-revision.ts';
import { announceCatalogue } from './announce-catalogue.ts';
import { noteProviderChange } from './note-provider-change.ts';

/**
 * Brings a provider and its workflows into the catalogue, or to what is declared now; the same again changes and
 * announces nothing. A new one is not routed to before the first machine that can run one of its workflows.
 * Callers see to authorization: admins only.
 */
export async function declareProvider(
  ctx: CallContext,
  { idempotencyKey, ...declaration }: ProviderDeclaration & { idempotencyKey: string },
): Promise<{ __typename: 'Provider'; id: string } | InvalidInput | IdempotencyConflict> {
  return idempotent<{ __typename: 'Provider'; id: string } | InvalidInput>(
    ctx,
    { operation: 'declareProvider', key: idempotencyKey, payload: declaration },
    async (tx) => {
      const fault = checkDeclaration(declaration) ?? (await checkAgainstCatalogue(tx, declaration));
      if (fault) return invalidInput(fault.field, fault.cause, fault.action);
      await storeDeclaration(tx, declaration, ctx.caller.subjectId);
      return { __typename: 'Provider', id: declaration.id };
    },
  );
}

async function checkAgainstCatalogue(
  tx: Transaction,
  { id, workflows }: ProviderDeclaration,
): Promise<DeclarationFault | null> {
  await tx.one(LOCK_CATALOGUE);
  if (HOUSE_PROVIDERS.some((provider) => provider.id === id)) {
    const action = 'Choose another id; the house’s own providers come with the studio.';
    return { field: 'id', cause: `${id} is a provider of the house.`, action };
  }
  const ids = workflows.map((workflow) => workflow.id);
  const [foreign] = await tx.rows<{ id: string }>(WORKFLOWS_OF_OTHERS, [ids, id]);
  if (foreign) {
    const cause = `The workflow ${foreign.id} is another provider's.`;
    return { field: 'workflows', cause, action: 'Give it an id of its own.' };
  }
  const wanted = [...new Set(workflows.map((workflow) => workflow.effectTypeId))];
  const known = new Set((await tx.rows<{ id: string }>(KNOWN_EFFECT_TYPES, [wanted])).map((type) => type.id));
  const unknown = wanted.find((effectTypeId) => !known.has(effectTypeId));
  if (unknown === undefined) return null;
  const cause = `The studio makes no effect of type ${unknown}.`;
  return { field: 'workflows', cause, action: 'Choose among `effectTypes`.' };
}

async function storeDeclaration(
  tx: Transaction,
  declaration: ProviderDeclaration,
  declaredBy: string | null,
): Promise<void> {
  const { id, name, adapter, instanceType, capabilities, budgetContexts, workflows } = declaration;
  const earlier = await tx.maybeOne<{ place: number }>(PLACE_OF, [id]);
  const { place } = earlier ?? (await tx.one<{ place: number }>(NEXT_PLACE));
  const before = await tx.maybeOne<ProviderRow>(READ_PROVIDER, [id]);
  let changes = 0;
  const count = (rows: object[]): void => {
    changes += rows.length;
  };
  count(
    await tx.rows(UPSERT_PROVIDER, [
      id,
      name,
      adapter,
      instanceType,
      capabilities,
      tx.now,
      place,
      budgetContexts,
      declaredBy ?? SYSTEM_SUBJECT_ID,
      true,
    ]),
  );
  for (const workflow of workflows) {
    const revision = await admitRevision(tx, {
      ...workflow,
      workflowId: workflow.id,
      providerId: id,
      requiredCapabilities: [...workflow.capabilities],
      origin: 'DECLARED',
      status: 'PUBLISHED',
      createdBy: declaredBy,
    });
    const { title, vramMiB, capabilities, variant, effectTypeId } = workflow;
    const form = { ...revision, variant, effectTypeId, vramMiB, requiredCapabilities: [...capabilities] };
    if (await makeCurrent(tx, form, { reason: 'Declared with its provider.', title })) changes += 1;
  }
  count(await tx.rows(RETIRE_WORKFLOWS, [workflows.map((workflow) => workflow.id), [id], tx.now]));
  if (changes === 0) return;
  const after = await tx.one<ProviderRow>(READ_PROVIDER, [id]);
  await noteProviderChange(tx, { kind: 'DECLARED', before, after, reason: 'Declared.' });
  await announceCatalogue(tx);
}
