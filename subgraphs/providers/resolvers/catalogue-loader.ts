import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { EffectType, Provider, Workflow } from '../domain/catalogue.ts';
import { type ProviderRow, toProvider } from '../persistence/provider-row.ts';
import { READ_EFFECT_TYPES, READ_PROVIDERS, READ_WORKFLOWS } from '../persistence/statements.ts';

/** The catalogue; small, so it is read whole, once per call. */
export interface Catalogue {
  providers: Provider[];
  workflows: Workflow[];
  effectTypes: EffectType[];
}

export async function loadCatalogue(ctx: CallContext): Promise<Catalogue> {
  const catalogue = loader<'all', Catalogue>(ctx, 'providers-catalogue', () =>
    ctx.db.transaction(ctx, async (tx) => {
      const providers = (await tx.rows<ProviderRow>(READ_PROVIDERS)).map(toProvider);
      const workflows = await tx.rows<Workflow>(READ_WORKFLOWS);
      const effectTypes = await tx.rows<EffectType>(READ_EFFECT_TYPES);
      return new Map([['all' as const, { providers, workflows, effectTypes }]]);
    }),
  );
  return (await catalogue.load('all'))!;
}
