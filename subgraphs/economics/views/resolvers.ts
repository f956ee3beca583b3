import { isProblem } from '@effect-studio/kernel/errors';
import type {
  ExplorationCellResolvers,
  MarginBreakdownRowResolvers,
  PriceSimulationResolvers,
  ProviderMatrixCellResolvers,
  QueryResolvers,
  Resolvers,
} from '../generated/resolvers.ts';
import { rangeOf } from './domain/span.ts';
import { sliceFilterOf } from './slice-input.ts';
import {
  readBreakdown,
  readExplorationBurn,
  readHistory,
  readProviderMatrix,
} from './use-cases/read-margin-views.ts';
import { readPriceSimulation } from './use-cases/read-price-simulation.ts';

const Query = {
  marginHistory: async (_parent, { span, step, slice }, ctx) => {
    const range = rangeOf(span, 'span', step);
    if (isProblem(range)) return range;
    return {
      __typename: 'MarginHistory',
      step,
      ...(await readHistory(ctx, range, sliceFilterOf(slice), step)),
    };
  },
  marginBreakdown: async (_parent, { span, by, slice }, ctx) => {
    const range = rangeOf(span, 'span');
    if (isProblem(range)) return range;
    return { __typename: 'MarginBreakdown', ...(await readBreakdown(ctx, range, sliceFilterOf(slice), by)) };
  },
  providerMatrix: async (_parent, { span, slice }, ctx) => {
    const range = rangeOf(span, 'span');
    if (isProblem(range)) return range;
    return {
      __typename: 'ProviderMatrix',
      cells: await readProviderMatrix(ctx, range, sliceFilterOf(slice)),
    };
  },
  simulatePrice: async (_parent, { effectTypeId, targetMargin, span, basis }, ctx) => {
    const range = rangeOf(span, 'span');
    if (isProblem(range)) return range;
    return readPriceSimulation(ctx, { effectTypeId, targetMargin, range, basis });
  },
  explorationBurn: async (_parent, { span, step, slice }, ctx) => {
    const range = rangeOf(span, 'span', step);
    if (isProblem(range)) return range;
    return {
      __typename: 'ExplorationBurn',
      ...(await readExplorationBurn(ctx, range, sliceFilterOf(slice), step)),
    };
  },
} satisfies QueryResolvers;

const MarginBreakdownRow: MarginBreakdownRowResolvers = {
  provider: ({ providerId }) => (providerId === null ? null : { id: providerId }),
  effectType: ({ effectTypeId }) => (effectTypeId === null ? null : { id: effectTypeId }),
  history: async ({ range, filter }, { step }, ctx) => {
    // The span was checked for days; by the hour it may be too long, and then its end is shown.
    const shown = rangeOf({ from: range.first, to: new Date(range.last.getTime() + 60_000) }, 'span', step);
    const kept = isProblem(shown)
      ? { first: new Date(range.last.getTime() - 91 * 86_400_000), last: range.last }
      : shown;
    return (await readHistory(ctx, kept, filter, step)).points;
  },
};

const ProviderMatrixCell: ProviderMatrixCellResolvers = {
  provider: ({ providerId }) => ({ id: providerId }),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const ExplorationCell: ExplorationCellResolvers = {
  provider: ({ providerId }) => ({ id: providerId }),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const PriceSimulation: PriceSimulationResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

/** What the dashboard shows of the books. */
export const viewResolvers = {
  Query,
  MarginBreakdownRow,
  ProviderMatrixCell,
  ExplorationCell,
  PriceSimulation,
  MarginHistoryResult: { __resolveType: (result) => (isProblem(result) ? 'InvalidInput' : 'MarginHistory') },
  MarginBreakdownResult: {
    __resolveType: (result) => (isProblem(result) ? 'InvalidInput' : 'MarginBreakdown'),
  },
  ProviderMatrixResult: {
    __resolveType: (result) => (isProblem(result) ? 'InvalidInput' : 'ProviderMatrix'),
  },
  SimulatePriceResult: {
    __resolveType: (result) =>
      '__typename' in result && result.__typename ? result.__typename : 'PriceSimulation',
  },
  ExplorationBurnResult: {
    __resolveType: (result) => (isProblem(result) ? 'InvalidInput' : 'ExplorationBurn'),
  },
} satisfies Resolvers;
