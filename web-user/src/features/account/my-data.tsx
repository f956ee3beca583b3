import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { MyDataQuery } from '../../../generated/graphql.ts';
import { account as en } from '../../words/en/account.ts';
import { EraseMeDocument, MyDataDocument, RequestMyDataDocument } from './my-data.graphql.ts';
import classes from './my-data.module.css';

type Export = MyDataQuery['myDataExports'][number];

/** Parts come one by one: so long after it was asked for, a copy is looked at again and again. */
const COLLECTING_MS = 5 * 60_000;
const LOOK_EVERY_MS = 3_000;

const isCollecting = ({ requestedAt }: Export): boolean =>
  Date.now() - Date.parse(requestedAt) < COLLECTING_MS;

/** What the studio keeps of a person: a copy to take along, and being forgotten. */
export function MyData() {
  const answer = useLiveQuery({ query: MyDataDocument, variables: {} });
  const request = useCommand(RequestMyDataDocument);
  const { retry } = answer;
  const waits = answer.data?.myDataExports.some(isCollecting) ?? false;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(retry, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [waits, retry]);
  return (
    <section aria-label={en.yourData}>
      <h2>{en.yourData}</h2>
      <AnswerView answer={answer} what={en.yourDataCouldNotBe} rows={1} rowHeight={56}>
        {({ me, myDataExports }) => (
          <div className={classes.data}>
            <p>{en.aCopyHolds}</p>
            {myDataExports.map((one) => (
              <Copy key={one.id} copy={one} />
            ))}
            {request.problem !== null && <ProblemNote {...request.problem} />}
            <div className={classes.actions}>
              <Button
                variant="default"
                loading={request.isBusy}
                onClick={() => void request.act({}).then((asked) => asked && retry())}
              >
                {en.askForACopy}
              </Button>
              {me && <EraseMe name={me.displayName} />}
            </div>
          </div>
        )}
      </AnswerView>
    </section>
  );
}

function Copy({ copy }: { copy: Export }) {
  return (
    <div className={classes.copy}>
      <strong>{en.copyOf(formatMoment(copy.requestedAt))}</strong>
      <span>
        {copy.parts.length === 0 ? en.itIsBeingCollected : en.keptUntil(formatMoment(copy.expiresAt))}
      </span>
      <ul>
        {copy.parts.map(({ module, url }) => (
          <li key={module}>
            <a href={url} download={`${module}.json`}>
              {`${module}.json`}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function EraseMe({ name }: { name: string }) {
  const [isOpen, setOpen] = useState(false);
  const [confirmation, setConfirmation] = useState('');
  const erase = useCommand(EraseMeDocument);
  return (
    <>
      <Button variant="default" color="red" onClick={() => setOpen(true)}>
        {en.eraseMe}
      </Button>
      <DecisionDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={en.eraseYouForGood}
        confirm={en.eraseMe}
        isDangerous
        problem={erase.problem}
        isBusy={erase.isBusy}
        isReady={confirmation.trim() === name}
        onConfirm={() => {
          // Nobody is signed in any more: the page begins anew, at the sign-in.
          void erase.act({ confirmation: confirmation.trim() }).then((gone) => gone && location.reload());
        }}
      >
        <p>{en.signInsClipsWishes}</p>
        <TextInput
          label={en.typeYourName(name)}
          value={confirmation}
          onChange={(event) => setConfirmation(event.currentTarget.value)}
          autoComplete="off"
        />
      </DecisionDialog>
    </>
  );
}
