import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { describe, expect, it } from 'vitest';
import {
  hashToken,
  LOST_TOKEN_MS,
  ROTATE_AFTER_MS,
  ROTATION_GRACE_MS,
  SESSION_ABSOLUTE_MS,
  SESSION_IDLE_MS,
} from './domain/session.ts';
import { call, lookUp, openStudio, registered, revoke, signedIn, studio } from './testing/identity-studio.ts';
import { rotateSession } from './use-cases/rotate-session.ts';

openStudio();

describe('a session', () => {
  it('ends when it is not used for seven days, and slides while it is', async () => {
    const { email } = await registered();
    const { token } = await signedIn(email);
    studio.clock.advance(SESSION_IDLE_MS - 1);
    expect(await lookUp(token)).not.toBeNull();
    studio.clock.advance(SESSION_IDLE_MS - 1);
    expect(await lookUp(token)).not.toBeNull();
    studio.clock.advance(SESSION_IDLE_MS);
    expect(await lookUp(token)).toBeNull();
  });

  it('ends after thirty days however much it is used', async () => {
    const { email } = await registered();
    const { token } = await signedIn(email);
    for (let used = 0; used < SESSION_ABSOLUTE_MS; used += SESSION_IDLE_MS / 2) {
      expect(await lookUp(token)).not.toBeNull();
      studio.clock.advance(SESSION_IDLE_MS / 2);
    }
    expect(await lookUp(token)).toBeNull();
  });

  it('of others is invisible and cannot be ended', async () => {
    const [anna, ben] = [await registered(), await registered()];
    const { session, token } = await signedIn(anna.email);
    const asBen = creator(ben.userId);
    const listed = await studio.execute('identity', asBen, '{ sessions { id } }');
    expect(listed.data).toEqual({ sessions: [] });
    const { rows } = await (async () => {
      const ctx = studio.call('identity', asBen);
      const statement = { name: 'identity-test-all-sessions', text: 'select id from identity.session' };
      return { rows: await ctx.db.transaction(ctx, (tx) => tx.rows(statement)) };
    })();
    expect(rows).toEqual([]);
    const answer = await revoke(asBen, session.id);
    expect(answer).toMatchObject({ __typename: 'NotFound' });
    expect(await lookUp(token)).not.toBeNull();
  });

  it('that its owner ends is gone at once, and the world is told', async () => {
    const anna = await registered();
    const { session, token } = await signedIn(anna.email);
    expect(await revoke(creator(anna.userId), session.id)).toMatchObject({ __typename: 'SessionRevocation' });
    expect(await lookUp(token)).toBeNull();
    const events = await studio.written('SessionRevoked.v1');
    expect(events.some((event) => event.payload.sessionId === session.id)).toBe(true);
  });

  it('has a new token after a while, and the old one until the new one arrived', async () => {
    const { token } = await signedIn((await registered()).email);
    expect(await lookUp(token)).toMatchObject({ isRotationDue: false });
    studio.clock.advance(ROTATE_AFTER_MS);
    expect(await lookUp(token)).toMatchObject({ isRotationDue: true });
    const next = (await rotateSession(call(), hashToken(token)))!.sessionToken;
    // A request beside it gets none; both tokens are good while nobody has used the new one.
    expect(await rotateSession(call(), hashToken(token))).toBeNull();
    expect(await lookUp(token)).toMatchObject({ isRotationDue: false });
    studio.clock.advance(LOST_TOKEN_MS);
    const again = (await rotateSession(call(), hashToken(token)))!.sessionToken;
    expect(await lookUp(again)).not.toBeNull();
    studio.clock.advance(ROTATION_GRACE_MS - 1);
    expect(await lookUp(token)).not.toBeNull();
    expect(await lookUp(next)).toBeNull();
    expect(await lookUp(again)).toBeNull();
  });

  it('ends when a token comes back that was given up, and the world is told', async () => {
    const { token, session } = await signedIn((await registered()).email);
    const next = (await rotateSession(call(), hashToken(token)))!.sessionToken;
    expect(await lookUp(next)).not.toBeNull();
    studio.clock.advance(ROTATION_GRACE_MS);
    expect(await lookUp(token)).toBeNull();
    expect(await lookUp(next)).toBeNull();
    const events = await studio.written('SessionRevoked.v1');
    expect(events.filter((event) => event.payload.sessionId === session.id)).toHaveLength(1);
  });

  it('and all others of its owner are ended at once, the present one when asked', async () => {
    const anna = await registered();
    const opened = [await signedIn(anna.email), await signedIn(anna.email), await signedIn(anna.email)];
    const caller = { ...creator(anna.userId), sessionId: opened[1]!.session.id };
    const endAll = async (keepsCurrent: boolean) => {
      const document =
        'mutation ($input: RevokeAllSessionsInput!) { revokeAllSessions(input: $input) { ... on SessionRevocations { sessionIds } } }';
      const input = { keepsCurrent, idempotencyKey: newId() };
      const { data } = await studio.execute('identity', caller, document, { input });
      return (data as { revokeAllSessions: { sessionIds: string[] } }).revokeAllSessions.sessionIds;
    };
    const ids = opened.map(({ session }) => session.id);
    expect((await endAll(true)).sort()).toEqual([ids[0], ids[2]].sort());
    expect(await Promise.all(opened.map(async ({ token }) => (await lookUp(token)) !== null))).toEqual([
      false,
      true,
      false,
    ]);
    expect(await endAll(false)).toEqual([ids[1]]);
  });

  it('is marked as the current one', async () => {
    const anna = await registered();
    const { session } = await signedIn(anna.email);
    const caller = { ...creator(anna.userId), sessionId: session.id };
    const listed = await studio.execute(
      'identity',
      caller,
      '{ me { id roles } sessions { id device isCurrent } }',
    );
    expect(listed.data).toMatchObject({
      me: { id: anna.userId, roles: ['user'] },
      sessions: [{ id: session.id, device: 'Firefox', isCurrent: true }],
    });
  });
});
