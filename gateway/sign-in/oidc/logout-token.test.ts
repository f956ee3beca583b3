import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { expect, it } from 'vitest';
import { readLogoutToken } from './logout-token.ts';

const ISSUER = 'https://id.example.org';
const CLIENT = 'effect-studio';
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const now = (): number => Math.floor(Date.now() / 1_000);

const ours = await generateKeyPair('RS256');
const other = await generateKeyPair('RS256');
const keys = createLocalJWKSet({
  keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'RS256' }],
});
const read = (token: string) =>
  readLogoutToken(token, { issuer: ISSUER, clientId: CLIENT, algorithms: ['RS256'], keys });

const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: ISSUER,
  aud: CLIENT,
  iat: now(),
  exp: now() + 120,
  jti: 'once',
  sub: 'zoe',
  sid: 'there',
  events: EVENTS,
  ...changes,
});
const signed = (payload: JWTPayload, key = ours.privateKey, typ: string | undefined = 'logout+jwt') =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'one', ...(typ ? { typ } : {}) }).sign(key);

it('tells who left, and which session of theirs', async () => {
  const both = { issuer: ISSUER, subject: 'zoe', session: 'there', tokenId: 'once' };
  expect(await read(await signed(claims()))).toEqual(both);
  expect(await read(await signed(claims(), ours.privateKey, ''))).toEqual(both);
  expect(await read(await signed(claims({ sid: undefined })))).toEqual({ ...both, session: null });
  expect(await read(await signed(claims({ sub: undefined })))).toEqual({ ...both, subject: null });
});

it.each<[string, JWTPayload]>([
  ['is of another issuer', { iss: 'https://evil.example' }],
  ['is for another client', { aud: 'another' }],
  ['has expired', { iat: now() - 300, exp: now() - 60 }],
  ['never ends', { exp: undefined }],
  ['was made long ago, however long it is to be good', { iat: now() - 3_600, exp: now() + 3_600 }],
  ['could be shown again', { jti: undefined }],
  ['names nobody', { sub: undefined, sid: undefined }],
  ['tells of nothing', { events: undefined }],
  ['tells of something else', { events: { 'https://example.org/another-event': {} } }],
  ['tells of a logout in the wrong form', { events: { [Object.keys(EVENTS)[0]!]: 'yes' } }],
  ['is an ID token in disguise', { nonce: 'n' }],
])('does not hold when it %s', async (_what, changes) => {
  await expect(read(await signed(claims(changes)))).rejects.toThrow();
});

it('does not hold with the signature of somebody else, with none, or as a token of another type', async () => {
  await expect(read(await signed(claims(), other.privateKey))).rejects.toThrow(/signature/);
  await expect(read(new UnsecuredJWT(claims()).encode())).rejects.toThrow();
  await expect(read(await signed(claims(), ours.privateKey, 'at+jwt'))).rejects.toThrow(/another type/);
});
