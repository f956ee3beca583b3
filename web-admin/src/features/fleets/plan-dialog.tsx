import { ChangeList } from '@effect-studio/web-kit/definition/change-list.tsx';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { fleets as en } from '../../words/en/fleets.ts';
import { FaultList } from './fault-list.tsx';
import { ApplyFleetDocument, FleetPlanDocument } from './fleets.graphql.ts';

interface PlanDialogProps {
  /** What is to hold; null: the dialog is closed. */
  document: unknown;
  title?: string;
  onClose: () => void;
  onDone: () => void;
}

/** Shows what a document would change against what holds now, and makes it hold. */
export function PlanDialog({ document, title = en.makeItHold, onClose, onDone }: PlanDialogProps) {
  const plan = useLiveQuery({
    query: FleetPlanDocument,
    variables: { document },
    pause: document === null,
    requestPolicy: 'network-only',
  });
  const apply = useCommand(ApplyFleetDocument);
  const planned = document === null ? undefined : plan.data?.planFleetDocument;
  const isReady = planned !== undefined && planned.faults.length === 0 && planned.changes.length > 0;
  return (
    <DecisionDialog
      isOpen={document !== null}
      onClose={onClose}
      title={title}
      confirm={en.makeItHold}
      reasonLabel={en.whatIsChangedAndWhy}
      isReady={isReady}
      problem={apply.problem}
      isBusy={apply.isBusy}
      onConfirm={async (note) => {
        if (planned === undefined) return;
        if ((await apply.act({ document, baseDigest: planned.baseDigest, note })) === null) return;
        onDone();
      }}
    >
      <AnswerView answer={{ ...plan, data: planned }} what={en.theDifferenceCouldNotBe} rows={3}>
        {({ changes, faults }) =>
          faults.length > 0 ? <FaultList faults={faults} /> : <ChangeList changes={changes} />
        }
      </AnswerView>
    </DecisionDialog>
  );
}
