import { formatCount, formatPercent } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Drawer } from '@mantine/core';
import { useState } from 'react';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { weights as en } from '../../words/en/weights.ts';
import { DecisionsPanel } from './decisions-panel.tsx';
import { ApplyWeights, VersionView } from './version-view.tsx';
import { WeightsDocument, WeightsVersionParts } from './weights.graphql.ts';
import { WeightsList } from './weights-list.tsx';
import { STANDINGS, type Version, whyStanding, zWords } from './weights-words.ts';

/** What the parts of quality count for: in force, proposed and of the past, and what people's decisions say of it. */
export default function WeightsPage() {
  const answer = useLiveQuery({ query: WeightsDocument, variables: {} });
  const [openedVersion, setOpened] = useState<number | null>(null);
  return (
    <>
      <PageHead title={en.qualityWeights}>{en.whatCountsForHowMuch}</PageHead>
      <AnswerView answer={answer} what={en.theWeightsCouldNotBe} rows={6}>
        {({ qualityWeights, qualityDecisions }) => {
          const versions = readFragment(WeightsVersionParts, qualityWeights);
          const hand = versions.find(({ version }) => version === 0)!.weights;
          const inForce = versions.find(({ standing }) => standing === 'IN_FORCE')!;
          const newest = versions[0]!;
          const proposed = newest.standing === 'PROPOSED' && newest.version > 0 ? newest : null;
          const opened = versions.find(({ version }) => version === openedVersion);
          const shown = { hand, needed: qualityDecisions };
          return (
            <div className={grid.stack}>
              {[...(proposed ? [proposed] : []), inForce].map((version) => (
                <Panel
                  key={version.version}
                  title={`${STANDINGS[version.standing][0]}: ${en.versionNumber(version.version)}`}
                  isStale={answer.isStale}
                  action={version === proposed && <ApplyWeights version={version} />}
                >
                  <div className={grid.stack}>
                    <p>{whyStanding(version, qualityDecisions)}</p>
                    <WeightsList version={version} {...shown} />
                  </div>
                </Panel>
              ))}
              <div className={grid.grid}>
                <Panel
                  title={en.versions}
                  note={en.openOneForWhatItWeighs}
                  isFlush
                  className={grid.half}
                  isStale={answer.isStale}
                >
                  <DataTable
                    caption={en.versions}
                    columns={COLUMNS}
                    rows={versions}
                    rowKey={({ version }) => String(version)}
                    openedKey={openedVersion === null ? null : String(openedVersion)}
                    onOpen={({ version }) => setOpened(version)}
                  />
                </Panel>
                <DecisionsPanel className={grid.half} decisions={qualityDecisions} isStale={answer.isStale} />
              </div>
              <Drawer
                opened={opened !== undefined}
                onClose={() => setOpened(null)}
                position="right"
                size={720}
                title={opened && en.versionNumber(opened.version)}
                closeButtonProps={{ 'aria-label': en.close }}
              >
                {opened !== undefined && <VersionView key={opened.version} version={opened} {...shown} />}
              </Drawer>
            </div>
          );
        }}
      </AnswerView>
    </>
  );
}

const COLUMNS: readonly Column<Version>[] = [
  {
    key: 'version',
    name: en.version,
    cell: ({ version, createdAt }) => (
      <>
        <span className={tables.name}>{en.versionNumber(version)}</span>
        {createdAt != null && (
          <span className={tables.note}>
            {en.learnt} <When at={createdAt} />
          </span>
        )}
      </>
    ),
  },
  {
    key: 'standing',
    name: en.standing,
    cell: ({ standing }) => <Chip tone={STANDINGS[standing][1]}>{STANDINGS[standing][0]}</Chip>,
  },
  {
    key: 'decisions',
    name: en.decisions,
    isNumber: true,
    isExtra: true,
    cell: ({ evidence }) => (evidence == null ? '—' : formatCount(evidence.decisions)),
  },
  {
    key: 'agreement',
    name: en.agreement,
    isNumber: true,
    cell: ({ evidence }) =>
      evidence?.agreement == null ? (
        '—'
      ) : (
        <>
          <span className={tables.name}>{formatPercent(evidence.agreement)}</span>
          <span className={tables.note}>
            {en.agreementOfThoseBefore(formatPercent(evidence.handAgreement))}
          </span>
        </>
      ),
  },
  {
    key: 'z',
    name: en.z,
    isNumber: true,
    isExtra: true,
    cell: ({ evidence }) => (evidence == null ? '—' : zWords(evidence.z)),
  },
];
