import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { ProblemNote } from '../ui/problem-note.tsx';
import { Loading } from '../ui/state-view.tsx';
import { session as en } from '../words/en/session.ts';
import { CodeForm } from './code-form.tsx';
import { type Refusal, type SignInMethods, signInMethods } from './sign-in.ts';
import classes from './sign-in-page.module.css';

interface SignInPageProps {
  client: 'web-user' | 'web-admin';
  title: string;
  lead: ReactNode;
  onSignedIn: () => void;
}

/** Sign-in in the way that this studio has: an account elsewhere, or a one-time code by e-mail. */
export function SignInPage({ client, title, lead, onSignedIn }: SignInPageProps) {
  return (
    <div className={classes.page}>
      <div className={classes.lead}>
        <h1>{title}</h1>
        <div className={classes.words}>{lead}</div>
      </div>
      <SignInCard client={client} onSignedIn={onSignedIn} />
    </div>
  );
}

function SignInCard({ client, onSignedIn }: Pick<SignInPageProps, 'client' | 'onSignedIn'>) {
  const [answer, setAnswer] = useState<SignInMethods | Refusal | null>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    let isCurrent = true;
    setAnswer(null);
    void signInMethods().then((next) => {
      if (isCurrent) setAnswer(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [round]);

  if (answer !== null && 'code' in answer && !answer.oidc) {
    return <CodeForm client={client} onSignedIn={onSignedIn} />;
  }
  return (
    <section className={classes.card} aria-label={en.signIn}>
      <h2>{en.signIn}</h2>
      {answer === null && <Loading rows={2} />}
      {answer !== null && 'code' in answer && (
        <Button component="a" href="/sign-in/oidc" size="md">
          {en.continueWithYourAccount}
        </Button>
      )}
      {answer !== null && !('code' in answer) && (
        <>
          <ProblemNote {...answer} />
          <Button size="md" onClick={() => setRound(round + 1)}>
            {en.tryAgain}
          </Button>
        </>
      )}
    </section>
  );
}
