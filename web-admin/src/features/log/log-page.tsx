import { formatCount } from '@effect-studio/web-kit/format.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { LiveDot } from '@effect-studio/web-kit/ui/live-dot.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { LogEntryPartsFragment } from '../../../generated/graphql.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { log as en } from '../../words/en/log.ts';
import { CorrelationDrawer } from './correlation-drawer.tsx';
import classes from './log.module.css';
import { LogRows } from './log-rows.tsx';
import { useLogStream } from './use-log-stream.ts';

const SEVERITIES = [
  { value: 'WARN', label: en.warning },
  { value: 'ERROR', label: en.error },
  { value: 'CRITICAL', label: en.critical },
];
const MODULES = [
  'analysis',
  'economics',
  'execution',
  'gallery',
  'identity',
  'intake',
  'notifications',
  'operations',
  'orchestrator',
  'prompts',
  'providers',
  'quality',
];

/** What happened, what it costs, and what was done, as it is logged. */
export default function LogPage() {
  const [severities, setSeverities] = useHashSearch('severity');
  const [modules, setModules] = useHashSearch('module');
  const [text, setText] = useHashSearch('text');
  const [trace, setTrace] = useHashSearch('trace');
  const [asked] = useDebouncedValue(text ?? '', 250);
  const [isPaused, setPaused] = useState(false);
  const [opened, setOpened] = useState<LogEntryPartsFragment | null>(null);
  const filter = useMemo(
    () => ({ severities: listOf(severities), modules: listOf(modules), text: asked }),
    [severities, modules, asked],
  );
  const stream = useLogStream(filter, isPaused);
  const isFiltered = filter.severities.length > 0 || filter.modules.length > 0 || asked !== '';
  const clear = () => {
    setSeverities(null);
    setModules(null);
    setText(null);
  };
  return (
    <>
      <PageHead
        title={en.actionLog}
        action={
          <Button
            variant="default"
            leftSection={
              isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
            }
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused
              ? `Go on${stream.heldCount > 0 ? en.newWord(formatCount(stream.heldCount)) : ''}`
              : en.pause}
          </Button>
        }
      >
        {en.warningsAndAboveEachWith}
      </PageHead>
      <search className={classes.facets}>
        <TextInput
          aria-label={en.partOfTheMessage}
          placeholder={en.partOfTheMessage}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text ?? ''}
          onChange={(event) => setText(event.currentTarget.value || null)}
        />
        <MultiSelect
          aria-label={en.severity}
          placeholder={severities ? '' : en.anySeverity}
          data={SEVERITIES}
          value={[...filter.severities]}
          onChange={(next) => setSeverities(next.join(',') || null)}
        />
        <MultiSelect
          aria-label={en.module}
          placeholder={modules ? '' : en.anyModule}
          data={MODULES}
          searchable
          value={[...filter.modules]}
          onChange={(next) => setModules(next.join(',') || null)}
        />
        {isFiltered && (
          <Button variant="subtle" onClick={clear}>
            {en.clear}
          </Button>
        )}
        <span className={classes.state}>
          {en.shown(formatCount(stream.entries.length))}
          <LiveDot />
        </span>
      </search>
      {stream.entries.length === 0 && stream.error !== undefined ? (
        <Fault what={en.theActionLogCouldNot} error={stream.error} onRetry={stream.retry} />
      ) : stream.entries.length === 0 && stream.isFetching ? (
        <Loading rows={10} rowHeight={40} />
      ) : stream.entries.length === 0 ? (
        <Empty
          icon={<IconHistory size={20} aria-hidden />}
          title={isFiltered ? en.nothingFitsTheFilter : en.nothingWasLoggedYet}
          action={
            isFiltered && (
              <Button variant="default" onClick={clear}>
                {en.clearTheFilter}
              </Button>
            )
          }
        >
          {isFiltered ? undefined : en.warningsAndErrorsLandHere}
        </Empty>
      ) : (
        <LogRows stream={stream} onOpen={setOpened} openedId={opened?.id ?? null} />
      )}
      <CorrelationDrawer
        entry={opened}
        correlationId={trace ?? opened?.correlationId ?? null}
        onClose={() => {
          setOpened(null);
          setTrace(null);
        }}
      />
    </>
  );
}

const listOf = (text: string | null): string[] => (text === null ? [] : text.split(',').filter(Boolean));
