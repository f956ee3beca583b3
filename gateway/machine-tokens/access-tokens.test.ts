import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.ts';

const SECRET = 'a-secret-of-a-studio-that-is-long-enough';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('an access token', () => {
  it('is good until it is too old, however often it was seen before', async () => {
    const tokens = new AccessTokens(SECRET);
    const token = await tokens.sign('client', ['agent:lease']);
    for (let times = 0; times < 3; times += 1) {
      expect(await tokens.verify(token)).toMatchObject({ clientId: 'client', scopes: ['agent:lease'] });
    }
    vi.setSystemTime(Date.now() + (ACCESS_TOKEN_SECONDS + 1) * 1_000);
    expect(await tokens.verify(token)).toBeNull();
    expect(await new AccessTokens(SECRET).verify(token)).toBeNull();
  });

  it('is refused when anything of it is changed, also after the right one was seen', async () => {
    const tokens = new AccessTokens(SECRET);
    const token = await tokens.sign('client', ['agent:lease']);
    expect(await tokens.verify(token)).not.toBeNull();
    const [header, , signature] = token.split('.');
    const [, other] = (await tokens.sign('another', ['agent:lease'])).split('.');
    expect(await tokens.verify(`${header}.${other}.${signature}`)).toBeNull();
    expect(await tokens.verify(`${token}A`)).toBeNull();
    expect(await new AccessTokens(`another ${SECRET}`).verify(token)).toBeNull();
  });
});
