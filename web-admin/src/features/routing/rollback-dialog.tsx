import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Select } from '@mantine/core';
import { useState } from 'react';
import { RollbackManifestDocument } from './routing.graphql.ts';

/** Puts the manifest before the current one in force again for a time. */
export function RollbackDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const command = useCommand(RollbackManifestDocument);
  const [minutes, setMinutes] = useState('60');
  const send = async (reason: string) => {
    if ((await command.act({ minutes: Number(minutes), reason })) !== null) onClose();
  };
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Roll the manifest back?"
      confirm="Roll back"
      isDangerous
      reasonLabel="Why? It is kept for good."
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={(reason) => void send(reason)}
    >
      <p>
        The manifest before the current one is in force at once and held for a time. What fails, is unwell or
        unpriced today stays out of it.
      </p>
      <Select
        label="How long it is held"
        value={minutes}
        onChange={(value) => setMinutes(value ?? '60')}
        data={[
          { value: '15', label: '15 minutes' },
          { value: '60', label: 'An hour' },
          { value: '1440', label: 'A day' },
        ]}
        allowDeselect={false}
      />
    </DecisionDialog>
  );
}
