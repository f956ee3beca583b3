import { isProblem } from '@effect-studio/kernel/errors';
import type {
  CellRunResolvers,
  CellRunsResultResolvers,
  MarginWhyResolvers,
  MarginWhyResultResolvers,
  QueryResolvers,
  Resolvers,
  WhyGroupResolvers,
} from '../generated/resolvers.ts';
import { rangeOf } from '../views/domain/span.ts';
import { sliceFilterOf } from '../views/slice-input.ts';
import { explainWhy, groupsOf } from './use-cases/explain-why.ts';
import { readCellRuns } from './use-cases/read-cell-runs.ts';

const Query = {
  marginWhy: (_parent, { earlier, later, basis, slice }, ctx) => {
    const before = rangeOf(earlier, 'earlier');
    const after = rangeOf(later, 'later');
    if (isProblem(before)) return before;
    if (isProblem(after)) return after;
    return explainWhy(ctx, { earlier: before, later: after, basis, filter: sliceFilterOf(slice) });
  },
  cellRuns: (_parent, { span, slice, first, after }, ctx) => {
    const range = rangeOf(span, 'span');
    if (isProblem(range)) return range;
    return readCellRuns(ctx, range, sliceFilterOf(slice), { first, after: after ?? null });
  },
} satisfies QueryResolvers;

const MarginWhy: MarginWhyResolvers = {
  basis: ({ question }) => question.basis,
  groups: (why, { by }) => groupsOf(why, by),
};

const WhyGroup: WhyGroupResolvers = {
  provider: ({ providerId }) => (providerId === null ? null : { id: providerId }),
  effectType: ({ effectTypeId }) => (effectTypeId === null ? null : { id: effectTypeId }),
  runs: ({ question }, { span, first, after }, ctx) =>
    readCellRuns(ctx, span === 'EARLIER' ? question.earlier : question.later, question.filter, {
      first,
      after: after ?? null,
    }),
};

const CellRun: CellRunResolvers = {
  run: ({ runId }) => ({ id: runId }),
};

const MarginWhyResult: MarginWhyResultResolvers = {
  __resolveType: (result) => (isProblem(result) ? 'InvalidInput' : 'MarginWhy'),
};

const CellRunsResult: CellRunsResultResolvers = {
  __resolveType: (result) => (isProblem(result) ? 'InvalidInput' : 'CellRunConnection'),
};

/** Why margins moved, down to the runs behind it. */
export const attributionResolvers = {
  Query,
  MarginWhy,
  WhyGroup,
  CellRun,
  MarginWhyResult,
  CellRunsResult,
} satisfies Resolvers;
