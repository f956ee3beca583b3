import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import { CatalogueDocument } from '../../catalogue.graphql.ts';
import { OverrideRoutingDocument } from './routing.graphql.ts';

const KINDS = [
  { value: 'BAR', label: 'Bar', means: 'No traffic at all.' },
  { value: 'PIN', label: 'Pin', means: 'All traffic of the effect, as long as nothing bars it.' },
  { value: 'SHADOW', label: 'Shadow', means: 'Measured unseen, no traffic that people see.' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const TIMES = [
  { value: '60', label: 'An hour' },
  { value: '360', label: 'Six hours' },
  { value: '1440', label: 'A day' },
  { value: '10080', label: 'A week' },
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
      title="Give the router an order"
      confirm="Give the order"
      isDangerous={kind === 'BAR'}
      isReady={subject !== null}
      reasonLabel="Why? It is kept for good."
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={(reason) => void send(reason)}
    >
      <SegmentedControl
        fullWidth
        aria-label="Kind of order"
        value={kind}
        onChange={(value) => setKind(value as Kind)}
        data={KINDS.map(({ value, label }) => ({ value, label }))}
      />
      <p style={{ color: 'var(--es-muted)' }}>{KINDS.find(({ value }) => value === kind)?.means}</p>
      <Select
        label="What it is about"
        placeholder="A provider or a workflow"
        searchable
        required
        value={subject}
        onChange={setSubject}
        data={[
          {
            group: 'Providers',
            items: (data?.providers ?? []).map((provider) => ({
              value: `provider ${provider.id}`,
              label: provider.name,
            })),
          },
          ...(data?.effectTypes ?? []).map((effect) => ({
            group: effect.title,
            items: effect.workflows.map((workflow) => ({
              value: `workflow ${workflow.id}`,
              label: workflow.title,
            })),
          })),
        ]}
      />
      <Select
        label="How long it stands"
        value={minutes}
        onChange={(value) => setMinutes(value ?? '60')}
        data={TIMES}
        allowDeselect={false}
      />
    </DecisionDialog>
  );
}
