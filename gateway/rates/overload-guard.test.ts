import { describe, expect, it } from 'vitest';
import { HttpRefusal } from '../http/problem-details.ts';
import { OverloadGuard } from './overload-guard.ts';

/** Work that ends when it is told to. */
function held(): { work: () => Promise<string>; end: () => void; fail: () => void } {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, end: () => resolve('done'), fail: () => reject(new Error('broken')) };
}

describe('the overload guard', () => {
  it('refuses what is more than it works on at once with 429 and when to come again, and does nothing of it', async () => {
    const guard = new OverloadGuard(2);
    const [one, two] = [held(), held()];
    const running = [guard.within(one.work), guard.within(two.work)];
    let isBegun = false;
    const third = guard.within(() => {
      isBegun = true;
      return Promise.resolve('done');
    });
    const refusal = await third.catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(HttpRefusal);
    expect(refusal).toMatchObject({ status: 429, code: 'OVERLOADED', headers: { 'retry-after': '1' } });
    expect(isBegun).toBe(false);
    one.end();
    two.end();
    expect(await Promise.all(running)).toEqual(['done', 'done']);
  });

  it('has room again when work ended, well or not', async () => {
    const guard = new OverloadGuard(1);
    const [good, bad] = [held(), held()];
    const first = guard.within(good.work);
    good.end();
    await first;
    const second = guard.within(bad.work);
    bad.fail();
    await expect(second).rejects.toThrow('broken');
    expect(guard.inFlight).toBe(0);
    expect(await guard.within(() => Promise.resolve('again'))).toBe('again');
  });
});
