import { formatPercent, formatPointChange } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { type Answer, useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import type { ManifestDiffQuery, RoutingStateQuery } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { routing as en } from '../../words/en/routing.ts';
import { isProblem } from '../../words/problem-words.ts';
import { manifestCause } from './manifest-cause.ts';
import { ApplyManifestDocument, ManifestDiffDocument } from './routing.graphql.ts';
import classes from './routing-page.module.css';

type Version = RoutingStateQuery['routingManifests']['edges'][number]['node'];
type Change = Extract<ManifestDiffQuery['manifestDiff'], { __typename: 'ManifestDiff' }>['changes'][number];

interface ManifestHistoryProps {
  answer: Answer<RoutingStateQuery>;
  className?: string;
  onShow: (version: number) => void;
}

/** Every manifest of late, what it changed, and the way back to it. */
export function ManifestHistory({ answer, className, onShow }: ManifestHistoryProps) {
  const [opened, setOpened] = useState<Version | null>(null);
  return (
    <Panel
      title={en.versions}
      note={en.openOneForWhatIt}
      isFlush
      className={className}
      isStale={answer.isStale}
    >
      <AnswerView answer={answer} what={en.theVersionsCouldNotBe} rows={5}>
        {({ routingManifests }) =>
          routingManifests.edges.length === 0 ? (
            <Empty title={en.noManifestWasMadeYet}>{en.theyAreMadeEvery15}</Empty>
          ) : (
            <DataTable
              caption={en.manifestVersions}
              columns={VERSION_COLUMNS}
              rows={routingManifests.edges.map(({ node }) => node)}
              rowKey={({ version }) => String(version)}
              openedKey={opened === null ? null : String(opened.version)}
              onOpen={setOpened}
            />
          )
        }
      </AnswerView>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={680}
        title={opened === null ? '' : en.version(opened.version)}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== null && <VersionView version={opened} onShow={onShow} onDone={() => setOpened(null)} />}
      </Drawer>
    </Panel>
  );
}

const VERSION_COLUMNS: readonly Column<Version>[] = [
  { key: 'version', name: en.version2, isNumber: true, width: 80, cell: ({ version }) => version },
  { key: 'cause', name: en.madeFor, cell: ({ cause }) => <span title={cause}>{manifestCause(cause)}</span> },
  {
    key: 'holds',
    name: '',
    isExtra: true,
    cell: ({ holdsVersion }) => holdsVersion != null && <Chip tone="warn">{en.holds(holdsVersion)}</Chip>,
  },
  { key: 'made', name: en.made, isNumber: true, cell: ({ generatedAt }) => <When at={generatedAt} /> },
];

function VersionView({
  version: { version, cause, digest },
  onShow,
  onDone,
}: {
  version: Version;
  onShow: (version: number) => void;
  onDone: () => void;
}) {
  const [isAsking, setAsking] = useState(false);
  const apply = useCommand(ApplyManifestDocument);
  const diff = useLiveQuery({
    query: ManifestDiffDocument,
    variables: { from: Math.max(0, version - 1), to: version },
    pause: version <= 1,
  });
  return (
    <>
      <p className={classes.meta}>
        {manifestCause(cause)} · <span className="es-mono">{digest.slice(0, 16)}</span>
      </p>
      <div className={classes.buttons}>
        <Button
          size="compact-md"
          variant="default"
          onClick={() => {
            onShow(version);
            onDone();
          }}
        >
          {en.showItsEntries}
        </Button>
        <Button size="compact-md" variant="default" onClick={() => setAsking(true)}>
          {en.putItInForceAgain}
        </Button>
      </div>
      {version <= 1 ? (
        <Empty title={en.itIsTheFirstOne} />
      ) : (
        <AnswerView answer={diff} what={en.theDifferenceCouldNotBe} rows={5}>
          {({ manifestDiff }) =>
            isProblem(manifestDiff) ? (
              <ProblemNote {...manifestDiff} />
            ) : manifestDiff.changes.length === 0 ? (
              <Empty title={en.itMovedNoTraffic}>{en.expectationsAloneAreNoChange}</Empty>
            ) : (
              <DataTable
                caption={en.whatVersionChanged(version)}
                columns={CHANGE_COLUMNS}
                rows={manifestDiff.changes}
                rowKey={({ workflow }) => workflow.id}
              />
            )
          }
        </AnswerView>
      )}
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={en.putVersionInForceAgain(version)}
        confirm={en.putItInForce}
        isDangerous
        reasonLabel={en.whyItIsKeptFor}
        problem={apply.problem}
        isBusy={apply.isBusy}
        onConfirm={async (reason) => {
          if ((await apply.act({ version, minutes: 60, reason })) !== null) {
            setAsking(false);
            onDone();
          }
        }}
      >
        <p>{en.itIsHeldForAn}</p>
      </DecisionDialog>
    </>
  );
}

const CHANGE_COLUMNS: readonly Column<Change>[] = [
  {
    key: 'workflow',
    name: en.workflow,
    cell: ({ workflow, provider, effectType }) => (
      <>
        <span className={tables.name}>{workflow.title}</span>
        <span className={tables.note}>
          {effectType.title} · {provider.name}
        </span>
      </>
    ),
  },
  { key: 'before', name: en.before, isNumber: true, cell: ({ before }) => sideWords(before) },
  { key: 'after', name: en.after, isNumber: true, cell: ({ after }) => sideWords(after) },
  {
    key: 'change',
    name: en.traffic,
    isNumber: true,
    cell: ({ weightChange }) => (
      <span className={tables.toned} data-tone={weightChange < 0 ? 'bad' : 'good'}>
        {formatPointChange(weightChange)}
      </span>
    ),
  },
];

const sideWords = (side: Change['before']): string =>
  side == null
    ? 'not listed'
    : side.state === 'ELIGIBLE'
      ? formatPercent(side.weight)
      : side.state.toLowerCase();
