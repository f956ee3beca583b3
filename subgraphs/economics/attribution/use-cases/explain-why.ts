import type { CallContext } from '@effect-studio/kernel/context';
import type { SliceSums } from '../../margins/domain/minute-windows.ts';
import type { MinuteRange } from '../../margins/domain/window.ts';
import { type SliceFilter, slicesOver } from '../../margins/persistence/read-buckets.ts';
import { readView } from '../../views/use-cases/read-view.ts';
import { explainMargin, type MarginWhy, type WhyGroup } from '../domain/explain-margin.ts';
import type { MarginBasis } from '../domain/margin-drivers.ts';
import type { WhyDimension } from '../domain/slice-group.ts';

/** Two spans of one part of the books. */
export interface WhyQuestion {
  earlier: MinuteRange;
  later: MinuteRange;
  filter: SliceFilter;
  basis: MarginBasis;
}

/** An answer that can still be cut in other ways. */
export interface WhyAnswer extends MarginWhy {
  question: WhyQuestion;
  slices: { earlier: SliceSums[]; later: SliceSums[] };
}

/** A group with what its runs are read with. */
export interface WhyGroupAnswer extends WhyGroup {
  question: WhyQuestion;
}

/** Why margin and profit changed between two spans. Callers see to authorization: admins only. */
export async function explainWhy(ctx: CallContext, question: WhyQuestion): Promise<WhyAnswer> {
  const { earlier, later, filter, basis } = question;
  const [before, after] = await Promise.all([earlier, later].map((range) => readSlices(ctx, range, filter)));
  const slices = { earlier: before!, later: after! };
  return { ...explainMargin({ ...slices, basis, groupBy: 'CELL' }), question, slices };
}

/** The same change by provider, effect type, fleet or cell. */
export function groupsOf({ question, slices }: WhyAnswer, by: WhyDimension): WhyGroupAnswer[] {
  const { groups } = explainMargin({ ...slices, basis: question.basis, groupBy: by });
  return groups.map((group) => ({
    ...group,
    question: { ...question, filter: within(question.filter, group) },
  }));
}

function readSlices(ctx: CallContext, range: MinuteRange, filter: SliceFilter): Promise<SliceSums[]> {
  return readView(ctx, 'slices', { range, filter }, (tx) => slicesOver(tx, range, filter));
}

const within = (filter: SliceFilter, { providerId, effectTypeId, fleet }: WhyGroup): SliceFilter => ({
  budgetContext: filter.budgetContext,
  providerId: providerId ?? filter.providerId,
  effectTypeId: effectTypeId ?? filter.effectTypeId,
  fleet: fleet ?? filter.fleet,
});
