import { formatCount, formatScore } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import type { ShadowsQuery } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { exploration as en } from '../../words/en/exploration.ts';
import { ShadowsDocument } from './exploration.graphql.ts';

type Entry = NonNullable<ShadowsQuery['routingManifest']>['entries'][number];

/** What is measured by legs that people never see. */
export function ShadowPanel({ className }: { className?: string }) {
  const answer = useLiveQuery({ query: ShadowsDocument, variables: {} });
  return (
    <Panel
      title={en.measuredUnseen}
      note={en.shadowAndProbing}
      isFlush
      className={className}
      isStale={answer.isStale}
    >
      <AnswerView answer={answer} what={en.theShadowsCouldNotBe} rows={3}>
        {({ routingManifest }) => {
          const unseen = (routingManifest?.entries ?? []).filter(
            ({ state }) => state === 'SHADOW' || state === 'PROBING',
          );
          return unseen.length === 0 ? (
            <Empty title={en.nothingIsInTheShadow}>{en.newWorkflowsAreUntilEnough}</Empty>
          ) : (
            <DataTable
              caption={en.shadows}
              columns={COLUMNS}
              rows={unseen}
              rowKey={({ workflow }) => workflow.id}
            />
          );
        }}
      </AnswerView>
    </Panel>
  );
}

const COLUMNS: readonly Column<Entry>[] = [
  {
    key: 'workflow',
    name: en.workflow,
    cell: ({ workflow, effectType, provider, reason }) => (
      <span title={reason}>
        <span className={tables.name}>{workflow.title}</span>
        <span className={tables.note}>
          {effectType.title} · {provider.name}
        </span>
      </span>
    ),
  },
  {
    key: 'state',
    name: '',
    cell: ({ state }) =>
      state === 'SHADOW' ? <Chip tone="explore">{en.shadow}</Chip> : <Chip tone="warn">{en.probing}</Chip>,
  },
  { key: 'legs', name: en.legsACycle, isNumber: true, cell: ({ shadowLegsPerCycle }) => shadowLegsPerCycle },
  {
    key: 'known',
    name: en.measured,
    isNumber: true,
    cell: ({ sampleCount }) => `${formatCount(sampleCount)}×`,
  },
  {
    key: 'quality',
    name: en.quality,
    isNumber: true,
    cell: ({ expectedQuality }) => formatScore(expectedQuality),
  },
];
