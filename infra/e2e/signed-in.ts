import identity from '@effect-studio/identity/subgraph';
import { openSessionForIssuer } from '@effect-studio/identity/use-cases/open-session-for-issuer';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { systemCaller } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { Host } from '@effect-studio/kernel/host';
import { newId } from '@effect-studio/kernel/ids';

/** Signs somebody new in, past the gateway. @returns their session token */
export async function signedIn(
  environment: Readonly<Record<string, string>>,
  role: 'user' | 'admin' = 'user',
): Promise<string> {
  process.env.STUDIO_SECRET = environment.STUDIO_SECRET;
  const config = readKernelConfig({ ...environment });
  const host = new Host({ config, definitions: [identity], service: 'test', withWorkers: false });
  await host.start();
  try {
    const call = host.subgraph('identity').contextFor({ caller: systemCaller(), correlationId: newId() });
    const email = `${newId()}@example.org`;
    await registerPerson(call, { email, displayName: 'Anna', roles: [role] });
    const account = { issuer: 'https://issuer.example', subject: email, email, displayName: 'Anna' };
    const opened = await openSessionForIssuer(call, { ...account, device: 'test' });
    if (isProblem(opened) || !('token' in opened)) throw new Error('nobody was signed in');
    return opened.token;
  } finally {
    await host.stop();
  }
}
