import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Select } from '@mantine/core';
import { useState } from 'react';
import { routing as en } from '../../words/en/routing.ts';
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
      title={en.rollTheManifestBack}
      confirm={en.rollBack}
      isDangerous
      reasonLabel={en.whyItIsKeptFor}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={(reason) => void send(reason)}
    >
      <p>{en.theManifestBeforeTheCurrent}</p>
      <Select
        label={en.howLongItIsHeld}
        value={minutes}
        onChange={(value) => setMinutes(value ?? '60')}
        data={[
          { value: '15', label: '15 minutes' },
          { value: '60', label: en.anHour },
          { value: '1440', label: en.aDay },
        ]}
        allowDeselect={false}
      />
    </DecisionDialog>
  );
}
