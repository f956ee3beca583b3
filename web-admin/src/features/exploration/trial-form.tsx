import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { NumberInput, SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import type { TrialMetric, TrialMode } from '../../../generated/graphql.ts';
import { CatalogueDocument } from '../../graph/catalogue.graphql.ts';
import { exploration as en } from '../../words/en/exploration.ts';
import { StartTrialDocument } from './exploration.graphql.ts';
import { METRICS } from './simulation-view.tsx';

/** Starts an A/B of two workflows of one effect. */
export function TrialForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { data } = useLiveQuery({ query: CatalogueDocument, variables: {}, pause: !isOpen });
  const command = useCommand(StartTrialDocument);
  const [effectTypeId, setEffect] = useState<string | null>(null);
  const [workflowA, setA] = useState<string | null>(null);
  const [workflowB, setB] = useState<string | null>(null);
  const [mode, setMode] = useState<TrialMode>('SHADOW');
  const [metric, setMetric] = useState<TrialMetric>('UTILITY');
  const [percent, setPercent] = useState(20);
  const workflows = (data?.effectTypes.find(({ id }) => id === effectTypeId)?.workflows ?? [])
    .filter(({ isActive }) => isActive)
    .map(({ id, title, provider }) => ({ value: id, label: `${title} · ${provider.name}` }));
  const send = async (reason: string) => {
    if (effectTypeId === null || workflowA === null || workflowB === null) return;
    const input = { effectTypeId, workflowA, workflowB, mode, metric, share: percent / 100, reason };
    if ((await command.act({ ...input, days: 14, errorShare: 0.05, minPairs: 50, maxPairs: 2000 })) !== null)
      onClose();
  };
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.newABTrial}
      confirm={en.startIt}
      isReady={workflowA !== null && workflowB !== null && workflowA !== workflowB && percent > 0}
      reasonLabel={en.whatIsToBeFound}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={(reason) => void send(reason)}
    >
      <Select
        label={en.effect}
        searchable
        required
        value={effectTypeId}
        onChange={(value) => {
          setEffect(value);
          setA(null);
          setB(null);
        }}
        data={(data?.effectTypes ?? []).map(({ id, title }) => ({ value: id, label: title }))}
      />
      <Select
        label="A"
        required
        value={workflowA}
        onChange={setA}
        data={workflows}
        disabled={effectTypeId === null}
      />
      <Select
        label="B"
        required
        value={workflowB}
        onChange={setB}
        data={workflows.filter(({ value }) => value !== workflowA)}
        disabled={workflowA === null}
      />
      <SegmentedControl
        aria-label={en.whoSeesIt}
        value={mode}
        onChange={(value) => setMode(value as TrialMode)}
        data={[
          { value: 'SHADOW', label: en.unseen },
          { value: 'CANDIDATE', label: en.peopleSeeBoth },
        ]}
      />
      <Select
        label={en.judgedBy}
        value={metric}
        onChange={(value) => setMetric((value as TrialMetric | null) ?? 'UTILITY')}
        data={Object.entries(METRICS).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
      />
      <NumberInput
        label={en.shareOfTheEffectsRuns}
        suffix="%"
        min={1}
        max={100}
        value={percent}
        onChange={(value) => setPercent(Number(value) || 0)}
      />
    </DecisionDialog>
  );
}
