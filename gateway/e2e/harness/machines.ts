import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { newId } from '@effect-studio/kernel/ids';
import { SignJWT } from 'jose';
import type { TestGateway } from './test-gateway.ts';

export interface EnrolledMachine {
  clientId: string;
  privateKey: KeyObject;
}

/** Enrols a machine over the graph, as it would itself. @param enrolmentToken that was issued or allowed before */
export async function enrolMachine(gateway: TestGateway, enrolmentToken: string): Promise<EnrolledMachine> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const input = {
    enrolmentToken,
    name: 'rig 1',
    publicKeyJwk: publicKey.export({ format: 'jwk' }),
    idempotencyKey: newId(),
  };
  const { data } = await gateway.query(
    'mutation ($input: EnrolMachineInput!) { enrolMachine(input: $input) { ... on MachineEnrolment { clientId } } }',
    {},
    { input },
  );
  return { clientId: (data!.enrolMachine as { clientId: string }).clientId, privateKey };
}

export interface AssertionChanges {
  audience?: string;
  expiresInSeconds?: number;
  privateKey?: KeyObject;
}

/** A client assertion (RFC 7523), good unless changed. */
export function assertion(
  gateway: TestGateway,
  { clientId, privateKey }: EnrolledMachine,
  changes: AssertionChanges = {},
): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(changes.audience ?? gateway.url('/oauth/token'))
    .setJti(newId())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + (changes.expiresInSeconds ?? 60))
    .sign(changes.privateKey ?? privateKey);
}

export type TokenAnswer = Record<string, string | number | undefined>;

export async function requestToken(
  gateway: TestGateway,
  client_assertion: string,
  scope?: string,
): Promise<TokenAnswer> {
  const response = await fetch(gateway.url('/oauth/token'), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      ...(scope ? { scope } : {}),
    }),
  });
  return { status: response.status, ...((await response.json()) as TokenAnswer) };
}
