import type { CallContext } from '@effect-studio/kernel/context';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import { jsonChanges } from '@effect-studio/schema/workflows/json-changes';
import type { Provider } from '../domain/catalogue.ts';
import type { ProviderChangeResolvers } from '../generated/resolvers.ts';
import { READ_PROVIDER_CHANGES } from '../persistence/provider-change-statements.ts';
import type { ProviderChangeKind } from '../use-cases/note-provider-change.ts';

/** A change as it is kept. */
export interface ProviderChangeRow {
  id: string;
  kind: ProviderChangeKind;
  before: JsonObject | null;
  after: JsonObject;
  reason: string;
  changedBy: string;
  at: Date;
}

export const ProviderChange: ProviderChangeResolvers = {
  changes: ({ before, after }) => jsonChanges(before ?? {}, after),
  changedBy: ({ changedBy }) => ({ id: changedBy }),
};

/** What admins see of how a provider was changed. */
export const providerFields = {
  changes: ({ id }: Provider, _args: object, ctx: CallContext) =>
    ctx.db.transaction(ctx, (tx) => tx.rows<ProviderChangeRow>(READ_PROVIDER_CHANGES, [id])),
};
