import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { runs as en } from '../../words/en/runs.ts';
import { CancelRunDocument } from './runs.graphql.ts';

/** Stops exactly this run. */
export function CancelRun({ runId }: { runId: string }) {
  const [isAsking, setAsking] = useState(false);
  const command = useCommand(CancelRunDocument);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {en.cancelTheRun}
      </Button>
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={en.cancelThisRun}
        confirm={en.cancelIt}
        isDangerous
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={async () => {
          if ((await command.act({ runId })) !== null) setAsking(false);
        }}
      >
        <p>{en.itsLegsAreStoppedAnd}</p>
      </DecisionDialog>
    </>
  );
}
