import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { RunPartsFragment } from '../../../generated/graphql.ts';
import { run as en } from '../../words/en/run.ts';
import { ShowEffectAgainDocument, WithdrawEffectDocument } from './run.graphql.ts';

type Effect = NonNullable<RunPartsFragment['effect']>;

/** What its creator can do about an effect's being shown. */
export function EffectStanding({ effect }: { effect: Effect }) {
  if (effect.mayWithdraw) return <Withdraw effectId={effect.id} />;
  if (effect.mayShowAgain) return <ShowAgain effectId={effect.id} />;
  return null;
}

function Withdraw({ effectId }: { effectId: string }) {
  const command = useCommand(WithdrawEffectDocument);
  const [isAsked, setAsked] = useState(false);
  const send = async () => {
    if ((await command.act({ effectId })) !== null) setAsked(false);
  };
  return (
    <>
      <Button size="sm" variant="subtle" color="gray" onClick={() => setAsked(true)}>
        {en.takeItOutOfTheGallery}
      </Button>
      <DecisionDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={en.takeItOutOfTheGalleryNow}
        confirm={en.takeItOut}
        isDangerous
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={() => void send()}
      >
        <p>{en.nobodySeesItAnyMore}</p>
      </DecisionDialog>
    </>
  );
}

function ShowAgain({ effectId }: { effectId: string }) {
  const command = useCommand(ShowEffectAgainDocument);
  const [isAsked, setAsked] = useState(false);
  const [consentPublicPreview, setConsent] = useState(false);
  const send = async () => {
    if ((await command.act({ effectId, consentPublicPreview })) !== null) setAsked(false);
  };
  return (
    <>
      <Button size="sm" variant="default" onClick={() => setAsked(true)}>
        {en.showItAgain}
      </Button>
      <DecisionDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={en.showItInTheGalleryAgain}
        confirm={en.showItAgain}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={() => void send()}
      >
        <p>{en.itComesBackAsApproved}</p>
        <Checkbox
          checked={consentPublicPreview}
          onChange={(event) => setConsent(event.currentTarget.checked)}
          label={en.everyoneMaySeeItOnMyFootage}
        />
      </DecisionDialog>
    </>
  );
}
