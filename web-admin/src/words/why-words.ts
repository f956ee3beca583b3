import type { WaterfallStep } from '@effect-studio/web-kit/charts/waterfall-bars.ts';
import type { WhyKind } from '../../generated/graphql.ts';

/** The reasons for which money moves, in the words of the pages. */
export const WHY_WORDS: Record<WhyKind, { name: string; meaning: string }> = {
  VOLUME: { name: 'Volume', meaning: 'More or fewer charged runs' },
  MIX: { name: 'Mix', meaning: 'Where the work went, and how many attempts a run took' },
  PRICE: { name: 'Price', meaning: 'What a charged run brought, before refunds' },
  REFUNDS: { name: 'Refunds', meaning: 'What went back to people' },
  PARTNER_COST: { name: 'Partner cost', meaning: 'What a partner call cost' },
  COMPUTE_COST: { name: 'Compute cost', meaning: "What an attempt's machine cost: busy time and startup" },
  EXPLORATION: { name: 'Exploration', meaning: 'What losing, shadow and exploration legs cost' },
  IDLE: { name: 'Idle', meaning: 'Machines that waited for work' },
};

/** Reasons as bars of a waterfall, in shares of the margin. */
export function marginSteps(parts: readonly { kind: WhyKind; margin?: number | null }[]): WaterfallStep[] {
  return parts.flatMap(({ kind, margin }) =>
    margin == null || Math.abs(margin) < 0.00005
      ? []
      : [{ key: kind, name: WHY_WORDS[kind].name, change: margin, isExploration: kind === 'EXPLORATION' }],
  );
}
