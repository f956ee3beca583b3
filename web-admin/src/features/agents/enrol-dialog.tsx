import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Button, Code, CopyButton, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import grid from '../../parts/grid.module.css';
import { agents as en } from '../../words/en/agents.ts';
import { IssueEnrolmentTokenDocument } from './agents.graphql.ts';

/** Lets one machine enrol itself once; the token is shown here and nowhere again. */
export function EnrolDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const command = useCommand(IssueEnrolmentTokenDocument);
  const [name, setName] = useState('');
  const [issued, setIssued] = useState<{ token: string; expiresAt: string } | null>(null);
  if (issued !== null) {
    const line = `GATEWAY_URL=${location.origin}/graphql AGENT_ENROLMENT_TOKEN=${issued.token} node gpu-agent/main.ts`;
    return (
      <Modal
        opened={isOpen}
        onClose={() => {
          setIssued(null);
          setName('');
          onClose();
        }}
        title={en.start(name)}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        <div className={grid.stack}>
          <p>{en.runThisOnTheMachine(formatMoment(issued.expiresAt))}</p>
          <Code block>{line}</Code>
          <CopyButton value={line}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? en.copied : en.copy}</Button>}
          </CopyButton>
        </div>
      </Modal>
    );
  }
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.enrolAMachine}
      confirm={en.getAToken}
      isReady={name.trim() !== ''}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async () => {
        const done = await command.act({ name: name.trim() });
        if (done !== null && 'token' in done) setIssued(done);
      }}
    >
      <TextInput
        label={en.itsName}
        placeholder={en.rack3L4}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
      <p>{en.youArePaidForIts}</p>
    </DecisionDialog>
  );
}
