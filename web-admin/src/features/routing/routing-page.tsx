import { formatCount, formatMoment } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Countdown } from '@effect-studio/web-kit/ui/countdown.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconRoute, IconRouteOff } from '@tabler/icons-react';
import { useState } from 'react';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { routing as en } from '../../words/en/routing.ts';
import { EntryPanels } from './entry-panels.tsx';
import { manifestCause } from './manifest-cause.ts';
import { ManifestHistory } from './manifest-history.tsx';
import { OverrideForm } from './override-form.tsx';
import { OverrideList } from './override-list.tsx';
import { RollbackDialog } from './rollback-dialog.tsx';
import { ManifestDocument, ManifestEntryParts, RoutingStateDocument } from './routing.graphql.ts';
import classes from './routing-page.module.css';
import { StaleBanner } from './stale-banner.tsx';

/** The engine makes a manifest this often. */
const CYCLE_MS = 15 * 60_000;

/** What the router will do and why, what was ordered, and how it came to be so. */
export default function RoutingPage() {
  const [named, setNamed] = useHashSearch('version');
  const version = named !== null && /^\d{1,9}$/.test(named) ? Number(named) : null;
  const manifest = useLiveQuery({ query: ManifestDocument, variables: { version } });
  const state = useLiveQuery({ query: RoutingStateDocument, variables: {} });
  const [dialog, setDialog] = useState<'override' | 'rollback' | null>(null);
  const shown = manifest.data?.routingManifest;
  const status = state.data?.routingStatus;
  const latest = state.data?.routingManifests.edges[0]?.node;
  return (
    <>
      <PageHead
        title={en.routingManifest}
        action={
          <>
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={15} aria-hidden />}
              disabled={!latest}
              onClick={() => setDialog('rollback')}
            >
              {en.rollBack}
            </Button>
            <Button
              leftSection={<IconRouteOff size={15} aria-hidden />}
              onClick={() => setDialog('override')}
            >
              {en.giveAnOrder}
            </Button>
          </>
        }
      >
        {en.whichWorkflowIsTriedFirst}
      </PageHead>
      {status?.isStale && <StaleBanner checkedAt={status.checkedAt ?? null} />}
      <div className={grid.stack}>
        <Panel
          title={version === null ? en.inForce : en.versionOfThePast(version)}
          isStale={state.isStale}
          action={
            version !== null && (
              <Button size="compact-sm" variant="subtle" onClick={() => setNamed(null)}>
                {en.showTheOneInForce}
              </Button>
            )
          }
        >
          <AnswerView answer={manifest} what={en.theManifestCouldNotBe} rows={1}>
            {() =>
              !shown ? (
                <Empty icon={<IconRoute size={20} aria-hidden />} title={en.theFirstManifestHasNot}>
                  {en.itIsMadeFromWhat}
                </Empty>
              ) : (
                <>
                  <Facts
                    facts={[
                      { name: en.version2, value: formatCount(shown.version) },
                      {
                        name: en.made,
                        value: <When at={shown.generatedAt} />,
                        hint: formatMoment(shown.generatedAt),
                      },
                      {
                        name: en.foundRight,
                        value: shown.checkedAt ? <When at={shown.checkedAt} /> : en.notInForce,
                      },
                      {
                        name: en.nextLook,
                        value:
                          shown.checkedAt && version === null ? (
                            <Countdown to={new Date(Date.parse(shown.checkedAt) + CYCLE_MS).toISOString()} />
                          ) : (
                            '—'
                          ),
                      },
                      { name: en.cause, value: manifestCause(shown.cause) },
                      {
                        name: en.digest,
                        value: <span className="es-mono">{shown.digest.slice(0, 12)}</span>,
                        hint: shown.signature ? en.signedWithTheKeyOf : en.fromBeforeThereWereSignatures,
                      },
                    ]}
                  />
                  <div className={classes.chips}>
                    {shown.holdsVersion != null && (
                      <Chip tone="warn">{en.holdsVersion(shown.holdsVersion)}</Chip>
                    )}
                    {shown.isExplorationStopped && (
                      <Chip tone="explore">{en.explorationStoppedItsWalletIs}</Chip>
                    )}
                  </div>
                </>
              )
            }
          </AnswerView>
        </Panel>
        {shown && (
          <EntryPanels entries={readFragment(ManifestEntryParts, shown.entries)} policies={shown.policies} />
        )}
        <div className={grid.grid}>
          <OverrideList className={`${grid.half} ${grid.top}`} answer={state} />
          <ManifestHistory className={grid.half} answer={state} onShow={(next) => setNamed(String(next))} />
        </div>
      </div>
      <OverrideForm isOpen={dialog === 'override'} onClose={() => setDialog(null)} />
      <RollbackDialog isOpen={dialog === 'rollback'} onClose={() => setDialog(null)} />
    </>
  );
}
