import { loader } from '@effect-studio/kernel/loaders';
import type {
  MarginCellResolvers,
  MarginHudResolvers,
  ProviderMarginResolvers,
  ProviderResolvers,
} from '../generated/resolvers.ts';
import type { Margin } from '../margins/domain/margin.ts';
import { readProviderMargins } from '../margins/use-cases/read-hud.ts';

export const MarginHud: MarginHudResolvers = {
  version: ({ version }) => version.toString(),
};

export const MarginCell: MarginCellResolvers = {
  provider: ({ providerId }) => ({ id: providerId }),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

export const ProviderMargin: ProviderMarginResolvers = {
  provider: ({ providerId }) => ({ id: providerId }),
};

export const Provider: ProviderResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  margin: ({ id }, { window }, ctx) =>
    loader<string, Margin>(ctx, `economics-provider-margin-${window}`, (ids) =>
      readProviderMargins(ctx, window, ids),
    ).load(id),
};
