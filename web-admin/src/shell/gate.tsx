import { signOut } from '@effect-studio/web-kit/session/sign-in.ts';
import { SignInPage } from '@effect-studio/web-kit/session/sign-in-page.tsx';
import { Empty, Fault } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { MeDocument } from '../graph/session.graphql.ts';
import { frame as en } from '../words/en/frame.ts';
import { Shell } from './shell.tsx';

/** Lets admins in and nobody else; the gateway holds to the same, whatever this page shows. */
export function Gate({ onSessionChange }: { onSessionChange: () => void }) {
  const [{ data, error }, read] = useQuery({ query: MeDocument, requestPolicy: 'network-only' });
  const leave = () => void signOut('web-admin').then(onSessionChange);
  if (data === undefined) {
    return error === undefined ? null : (
      <Fault what={en.theStudioCouldNotBe} error={error} onRetry={() => read()} />
    );
  }
  const { me } = data;
  if (!me) {
    return (
      <main>
        <SignInPage
          client="web-admin"
          title={en.effectStudioFromTheInside}
          lead={en.marginsAsTheyAreBooked}
          onSignedIn={onSessionChange}
        />
      </main>
    );
  }
  if (!me.roles.includes('admin')) {
    return (
      <main>
        <Empty
          icon={<IconLock size={20} aria-hidden />}
          title={en.thisAccountMayNotSee}
          action={
            <Button variant="default" onClick={leave}>
              {en.signInWithAnotherAccount}
            </Button>
          }
        >
          {en.youAreSignedInAs(me.displayName)}
        </Empty>
      </main>
    );
  }
  return <Shell name={me.displayName} onSignOut={leave} />;
}
