import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, Modal, MultiSelect, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { CatalogueDocument } from '../../graph/catalogue.graphql.ts';
import grid from '../../parts/grid.module.css';
import tables from '../../parts/table.module.css';
import { fleets as en } from '../../words/en/fleets.ts';
import { DEFAULT_FLEET, type FleetDocumentShape, withAssignment } from './fleet-document.ts';
import classes from './fleets.module.css';

interface AssignmentsPanelProps {
  document: FleetDocumentShape;
  isStale: boolean;
  className?: string;
  onPlan: (document: FleetDocumentShape) => void;
}

interface Assignment {
  workflowId: string;
  title: string;
  fleets: readonly string[];
}

/** Which workflows are rendered by machines of certain fleets only. */
export function AssignmentsPanel({ document, isStale, className, onPlan }: AssignmentsPanelProps) {
  const { data } = useLiveQuery({ query: CatalogueDocument, variables: {} });
  const [edited, setEdited] = useState<string | null | undefined>(undefined);
  const workflows = (data?.effectTypes ?? []).flatMap(({ title, workflows: ways }) =>
    ways.map((way) => ({ value: way.id, label: en.workflowOf(title, way.title, way.provider.name) })),
  );
  const titles = new Map(workflows.map(({ value, label }) => [value, label]));
  const rows = Object.entries(document.assignments).map(([workflowId, fleets]) => ({
    workflowId,
    title: titles.get(workflowId) ?? workflowId,
    fleets,
  }));
  return (
    <Panel
      title={en.assignments}
      note={en.othersAreEverybodys}
      className={className}
      isFlush
      isStale={isStale}
      action={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setEdited(null)}
        >
          {en.assignAWorkflow}
        </Button>
      }
    >
      {rows.length === 0 ? (
        <Empty title={en.everyWorkflowIsEverybodys}>{en.assignOneToKeepIt}</Empty>
      ) : (
        <DataTable
          caption={en.assignments}
          columns={COLUMNS}
          rows={rows}
          rowKey={({ workflowId }) => workflowId}
          openedKey={edited ?? null}
          onOpen={({ workflowId }) => setEdited(workflowId)}
        />
      )}
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={en.whichFleetsRenderIt}
        centered
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {edited !== undefined && (
          <AssignmentForm
            key={edited}
            workflowId={edited}
            workflows={workflows}
            document={document}
            onPlan={(next) => {
              setEdited(undefined);
              onPlan(next);
            }}
          />
        )}
      </Modal>
    </Panel>
  );
}

const COLUMNS: readonly Column<Assignment>[] = [
  {
    key: 'workflow',
    name: en.workflow,
    sortBy: ({ title }) => title,
    cell: ({ title, workflowId }) => (
      <>
        <span className={tables.name}>{title}</span>
        <span className={tables.sub}>{workflowId}</span>
      </>
    ),
  },
  {
    key: 'fleets',
    name: en.fleets,
    cell: ({ fleets }) => (
      <span className={classes.row}>
        {fleets.map((name) => (
          <Chip key={name} tone="accent">
            {name}
          </Chip>
        ))}
      </span>
    ),
  },
];

interface AssignmentFormProps {
  workflowId: string | null;
  workflows: readonly { value: string; label: string }[];
  document: FleetDocumentShape;
  onPlan: (document: FleetDocumentShape) => void;
}

function AssignmentForm({ workflowId, workflows, document, onPlan }: AssignmentFormProps) {
  const [chosen, setChosen] = useState(workflowId);
  const [fleets, setFleets] = useState<string[]>([...(document.assignments[workflowId ?? ''] ?? [])]);
  const known = [...new Set([...Object.keys(document.fleets), DEFAULT_FLEET])];
  return (
    <div className={grid.stack}>
      <Select
        label={en.workflow}
        data={workflows.map(({ value, label }) => ({ value, label }))}
        value={chosen}
        onChange={(value) => {
          setChosen(value);
          setFleets([...(document.assignments[value ?? ''] ?? [])]);
        }}
        searchable
        data-autofocus
      />
      <MultiSelect
        label={en.fleets}
        description={en.noneItIsEverybodys}
        data={known}
        value={fleets}
        onChange={setFleets}
        clearable
        clearButtonProps={{ 'aria-label': en.none }}
      />
      <div>
        <Button
          disabled={chosen === null}
          onClick={() => chosen !== null && onPlan(withAssignment(document, chosen, fleets))}
        >
          {en.lookAtTheDifference}
        </Button>
      </div>
    </div>
  );
}
