import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { useMemo } from 'react';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { DAY_MS, useSpan, WINDOW_MS } from '../../parts/spans.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { exploration as en } from '../../words/en/exploration.ts';
import { BudgetPanel } from './budget-panel.tsx';
import { BurnPanel } from './burn-panel.tsx';
import { ExplorationDocument } from './exploration.graphql.ts';
import { PolicyPanel } from './policy-panel.tsx';
import { ShadowPanel } from './shadow-panel.tsx';
import { TrialsPanel } from './trials-panel.tsx';

/** What learning costs, what it buys, and its limits. */
export default function ExplorationPage() {
  const { window } = useBusiness();
  const span = useSpan(Math.max(DAY_MS, WINDOW_MS[window]));
  const variables = useMemo(() => ({ span, step: 'HOUR' as const }), [span]);
  const answer = useLiveQuery({ query: ExplorationDocument, variables });
  return (
    <>
      <PageHead title={en.exploration}>{en.aPartOfTheTraffic}</PageHead>
      <div className={grid.grid}>
        <BudgetPanel answer={answer} className={grid.narrow} />
        <BurnPanel answer={answer} className={grid.wide} />
        <PolicyPanel className={grid.full} />
        <TrialsPanel className={grid.wide} />
        <ShadowPanel className={grid.narrow} />
      </div>
    </>
  );
}
