import { createGraphClient } from '@effect-studio/web-kit/graph/create-graph-client.ts';
import { useMemo, useState } from 'react';
import { Provider } from 'urql';
import { cacheKeys, cacheUpdates } from './graph/cache-updates.ts';
import { Gate } from './shell/gate.tsx';

/** The app of people who run the studio. A new session begins with an empty cache and a new socket. */
export function App() {
  const [session, setSession] = useState(0);
  const renew = () => setSession((count) => count + 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one client per session
  const client = useMemo(
    () =>
      createGraphClient({ client: 'web-admin', keys: cacheKeys, updates: cacheUpdates, onSignedOut: renew }),
    [session],
  );
  return (
    <Provider value={client}>
      <Gate key={session} onSessionChange={renew} />
    </Provider>
  );
}
