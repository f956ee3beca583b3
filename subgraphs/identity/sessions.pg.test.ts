import { creator } from '@effect-studio/testing/callers';
import { describe, expect, it } from 'vitest';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from './domain/session.ts';
import { lookUp, openStudio, registered, revoke, signedIn, studio } from './testing/identity-studio.ts';

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
