import { formatCount } from '@effect-studio/web-kit/format.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { LiveDot } from '@effect-studio/web-kit/ui/live-dot.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { LogEntryPartsFragment } from '../../../generated/graphql.ts';
import { PageHead } from '../../page-head.tsx';
import { CorrelationDrawer } from './correlation-drawer.tsx';
import classes from './log.module.css';
import { LogRows } from './log-rows.tsx';
import { useLogStream } from './use-log-stream.ts';

const SEVERITIES = [
  { value: 'WARN', label: 'Warning' },
  { value: 'ERROR', label: 'Error' },
  { value: 'CRITICAL', label: 'Critical' },
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
        title="Action log"
        action={
          <Button
            variant="default"
            leftSection={
              isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
            }
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused
              ? `Go on${stream.heldCount > 0 ? `, ${formatCount(stream.heldCount)} new` : ''}`
              : 'Pause'}
          </Button>
        }
      >
        Warnings and above, each with its impact and what is to be done. It rests while you scroll down.
      </PageHead>
      <search className={classes.facets}>
        <TextInput
          aria-label="Part of the message"
          placeholder="Part of the message"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text ?? ''}
          onChange={(event) => setText(event.currentTarget.value || null)}
        />
        <MultiSelect
          aria-label="Severity"
          placeholder={severities ? '' : 'Any severity'}
          data={SEVERITIES}
          value={[...filter.severities]}
          onChange={(next) => setSeverities(next.join(',') || null)}
        />
        <MultiSelect
          aria-label="Module"
          placeholder={modules ? '' : 'Any module'}
          data={MODULES}
          searchable
          value={[...filter.modules]}
          onChange={(next) => setModules(next.join(',') || null)}
        />
        {isFiltered && (
          <Button variant="subtle" onClick={clear}>
            Clear
          </Button>
        )}
        <span className={classes.state}>
          {formatCount(stream.entries.length)} shown <LiveDot />
        </span>
      </search>
      {stream.entries.length === 0 && stream.error !== undefined ? (
        <Fault what="The action log could not be loaded" error={stream.error} onRetry={stream.retry} />
      ) : stream.entries.length === 0 && stream.isFetching ? (
        <Loading rows={10} rowHeight={40} />
      ) : stream.entries.length === 0 ? (
        <Empty
          icon={<IconHistory size={20} aria-hidden />}
          title={isFiltered ? 'Nothing fits the filter' : 'Nothing was logged yet'}
          action={
            isFiltered && (
              <Button mt={8} variant="default" onClick={clear}>
                Clear the filter
              </Button>
            )
          }
        >
          {isFiltered ? undefined : 'Warnings and errors land here with their impact.'}
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
