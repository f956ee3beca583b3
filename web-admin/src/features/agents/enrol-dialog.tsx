import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Button, Code, CopyButton, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import grid from '../../grid.module.css';
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
        title={`Start ${name}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className={grid.stack}>
          <p>
            Run this on the machine, with the address at which it reaches the studio. The token enrols one
            machine, once, until {formatMoment(issued.expiresAt)}; it is not shown again.
          </p>
          <Code block>{line}</Code>
          <CopyButton value={line}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
          </CopyButton>
        </div>
      </Modal>
    );
  }
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Enrol a machine"
      confirm="Get a token"
      isReady={name.trim() !== ''}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async () => {
        const done = await command.act({ name: name.trim() });
        if (done !== null && 'token' in done) setIssued(done);
      }}
    >
      <TextInput
        label="Its name"
        placeholder="rack-3-l4"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
      <p>You are paid for its work, as its owner.</p>
    </DecisionDialog>
  );
}
