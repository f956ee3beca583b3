import { generateKeyPairSync } from 'node:crypto';
import { isProblem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll } from 'vitest';
import { hashToken } from '../domain/session.ts';
import identity from '../subgraph.ts';
import { allowEnrolment } from '../use-cases/allow-enrolment.ts';
import { issueSignInCode } from '../use-cases/issue-sign-in-code.ts';
import type { OpenedSession } from '../use-cases/open-session.ts';
import { redeemSignInCode } from '../use-cases/redeem-sign-in-code.ts';
import { registerPerson } from '../use-cases/register-person.ts';

process.env.STUDIO_SECRET = 'identity-tests-identity-tests-identity';

/** Identity over a database of its own, for the tests of one file. */
export let studio: TestStudio;

export function openStudio(): void {
  beforeAll(async () => {
    studio = await TestStudio.open([identity]);
  });
  afterAll(() => studio.close());
}

export const call = () => studio.call('identity');
export const newAddress = () => `person-${newId()}@example.org`;
export const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');

export async function registered(email = newAddress()): Promise<{ email: string; userId: string }> {
  const { userId } = await registerPerson(call(), { email, displayName: 'Anna', roles: ['user'] });
  return { email, userId };
}

export async function signedIn(email: string): Promise<OpenedSession> {
  const { code } = await issueSignInCode(call(), { email });
  const result = await redeemSignInCode(call(), { email, code, device: 'Firefox' });
  if (isProblem(result)) throw new Error(result.detail);
  return result as OpenedSession;
}

export const redeem = (email: string, code: string) =>
  redeemSignInCode(call(), { email, code, device: 'Firefox' });

export async function lookUp(token: string): Promise<Record<string, unknown> | null> {
  const { data } = await studio.execute<{ sessionIdentity: Record<string, unknown> | null }>(
    'identity',
    call().caller,
    'query ($hash: String!) { sessionIdentity(tokenHash: $hash) { sessionId userId roles scopes isRotationDue } }',
    { hash: hashToken(token) },
  );
  return data!.sessionIdentity;
}

/** Every row of every table of the context, as a dump would show it. */
export async function dump(): Promise<string> {
  const { rows: tables } = await studio.ownerPool.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('identity', 'bus')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await studio.ownerPool.query<{ text: string }>(`select t::text as text from ${name} t`);
    parts.push(...rows.map((row) => row.text));
  }
  return parts.join('\n');
}

export async function revoke(caller: ReturnType<typeof creator>, sessionId: string) {
  const { data } = await studio.execute<{ revokeSession: unknown }>(
    'identity',
    caller,
    'mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { __typename } }',
    { input: { sessionId, idempotencyKey: newId() } },
  );
  return data!.revokeSession;
}

export const publicKey = () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
export const ENROL =
  'mutation ($input: EnrolMachineInput!) { enrolMachine(input: $input) { __typename ... on MachineEnrolment { clientId scopes } ... on InvalidInput { field } } }';

export async function enrol(enrolmentToken: string, publicKeyJwk: unknown) {
  const anonymous = { ...creator(), kind: 'anonymous' as const, subjectId: null, roles: [], scopes: [] };
  const input = { enrolmentToken, name: 'rig 1', publicKeyJwk, idempotencyKey: newId() };
  const { data } = await studio.execute<{ enrolMachine: Record<string, string> }>(
    'identity',
    anonymous,
    ENROL,
    {
      input,
    },
  );
  return data!.enrolMachine;
}

export async function enrolmentToken(): Promise<string> {
  const token = `enrol-${newId()}`;
  const { userId } = await registered();
  for (let time = 0; time < 2; time += 1) {
    await allowEnrolment(call(), { token, name: 'rig', ownerId: userId, scopes: ['agent:lease'] });
  }
  return token;
}

export const knownMachine = async (clientId: string) => {
  const document = 'query ($id: ID!) { machineIdentity(clientId: $id) { clientId scopes publicKeyJwk } }';
  const { data } = await studio.execute<{ machineIdentity: unknown }>('identity', call().caller, document, {
    id: clientId,
  });
  return data!.machineIdentity;
};
