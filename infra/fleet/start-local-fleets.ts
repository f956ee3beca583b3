import { randomBytes } from 'node:crypto';
import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { systemCaller } from '@effect-studio/kernel/context';
import type { Host } from '@effect-studio/kernel/host';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { keepScaling } from './keep-scaling.ts';
import { LocalFleetScaler } from './local-fleet-scaler.ts';

/**
 * Starts and drains agents on this machine as the fleet document says, where FLEET_SCALER is `local`; else other adapters of the
 * port do, or people. Needs execution and identity in this process.
 * @returns how to stop: agents are drained
 */
export function startLocalFleets(host: Host, env: NodeJS.ProcessEnv = process.env): () => Promise<void> {
  const { FLEET_SCALER: kind, STUDIO_STATE_DIR: stateDir, GATEWAY_URL: gatewayUrl } = env;
  if (kind !== 'local') return async () => undefined;
  if (!stateDir || !gatewayUrl) throw new Error('FLEET_SCALER=local needs STUDIO_STATE_DIR and GATEWAY_URL');
  const isHere = (name: string) => host.subgraphs.some((subgraph) => subgraph.name === name);
  // A process with some contexts only leaves it to the one that has these.
  if (!isHere('execution') || !isHere('identity')) return async () => undefined;
  const call = (context: string) =>
    host.subgraph(context).contextFor({ caller: systemCaller(), correlationId: newId() });
  const scaler = new LocalFleetScaler({
    stateDir,
    gatewayUrl,
    env,
    enrol: async (name) => {
      const token = randomBytes(24).toString('base64url');
      const owner = { ownerId: SYSTEM_SUBJECT_ID, scopes: ['agent:lease'] };
      await allowEnrolment(call('identity'), { token, name: `Fleet agent ${name}`, ...owner });
      return token;
    },
    onLost: (name, exit) =>
      host.log.warn({ name, ...exit }, 'an agent of a fleet ended; it is started again'),
  });
  const stop = keepScaling(() => call('execution'), scaler);
  return async () => {
    await stop();
    await scaler.close();
  };
}
