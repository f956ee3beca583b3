import { createGraphClient } from '@effect-studio/web-kit/graph/create-graph-client.ts';
import { useMemo, useState } from 'react';
import { Provider } from 'urql';
import { cacheUpdates } from './cache-updates.ts';
import { Shell } from './shell.tsx';

/** The app of people who make effects. A new session begins with an empty cache and a new socket. */
export function App() {
  const [session, setSession] = useState(0);
  const renew = () => setSession((count) => count + 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one client per session
  const client = useMemo(
    () => createGraphClient({ client: 'web-user', updates: cacheUpdates, onSignedOut: renew }),
    [session],
  );
  return (
    <Provider value={client}>
      <Shell key={session} onSessionChange={renew} />
    </Provider>
  );
}
