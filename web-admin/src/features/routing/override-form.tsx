import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import { CatalogueDocument } from '../../graph/catalogue.graphql.ts';
import { routing as en } from '../../words/en/routing.ts';
import { OverrideRoutingDocument } from './routing.graphql.ts';

const KINDS = [
  { value: 'BAR', label: en.bar, means: en.noTrafficAtAll },
  { value: 'PIN', label: en.pin, means: en.allTrafficOfTheEffect },
  { value: 'SHADOW', label: en.shadow, means: en.measuredUnseenNoTrafficThat },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const TIMES = [
  { value: '60', label: en.anHour },
  { value: '360', label: en.sixHours },
  { value: '1440', label: en.aDay },
  { value: '10080', label: en.aWeek },
];

/** An order to the router: it stands for a time, is kept for good, and a manifest that follows it is made at once. */
export function OverrideForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { data } = useLiveQuery({ query: CatalogueDocument, variables: {}, pause: !isOpen });
  const command = useCommand(OverrideRoutingDocument);
  const [kind, setKind] = useState<Kind>('BAR');
  const [subject, setSubject] = useState<string | null>(null);
  const [minutes, setMinutes] = useState('60');
  const [what, id] = subject?.split(' ') ?? [];
  const send = async (reason: string) => {
    const done = await command.act({
      kind,
      reason,
      minutes: Number(minutes),
      ...(what === 'workflow' ? { workflowId: id } : { providerId: id }),
    });
    if (done !== null) onClose();
  };
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.giveTheRouterAnOrder}
      confirm={en.giveTheOrder}
      isDangerous={kind === 'BAR'}
      isReady={subject !== null}
      reasonLabel={en.whyItIsKeptFor}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={(reason) => void send(reason)}
    >
      <SegmentedControl
        fullWidth
        aria-label={en.kindOfOrder}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
        data={KINDS.map(({ value, label }) => ({ value, label }))}
      />
      <p style={{ color: 'var(--es-muted)' }}>{KINDS.find(({ value }) => value === kind)?.means}</p>
      <Select
        label={en.whatItIsAbout}
        placeholder={en.aProviderOrAWorkflow}
        searchable
        required
        value={subject}
        onChange={setSubject}
        data={[
          {
            group: en.providers,
            items: (data?.providers ?? []).map((provider) => ({
              value: en.provider2(provider.id),
              label: provider.name,
            })),
          },
          ...(data?.effectTypes ?? []).map((effect) => ({
            group: effect.title,
            items: effect.workflows.map((workflow) => ({
              value: en.workflow2(workflow.id),
              label: workflow.title,
            })),
          })),
        ]}
      />
      <Select
        label={en.howLongItStands}
        value={minutes}
        onChange={(value) => setMinutes(value ?? '60')}
        data={TIMES}
        allowDeselect={false}
      />
    </DecisionDialog>
  );
}
