import { describe, expect, it } from 'vitest';
import { BoundedBuffer } from './bounded-buffer.ts';

const nothing = () => undefined;

describe('a bounded buffer', () => {
  it('hands out what was pushed, in order, and ends', async () => {
    const buffer = new BoundedBuffer<number>(2, nothing);
    buffer.push(1);
    buffer.push(2);
    buffer.end();
    const read: number[] = [];
    for await (const item of buffer) read.push(item);
    expect(read).toEqual([1, 2]);
  });

  it('ends a waiting reader when it is returned, and tells the source once', async () => {
    let returns = 0;
    const buffer = new BoundedBuffer<number>(2, () => {
      returns += 1;
    });
    const waiting = buffer.next();
    await buffer.return();
    await buffer.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(returns).toBe(1);
  });

  it('ends with SLOW_CONSUMER past its limit, leaves the source, and drops nothing silently', async () => {
    let returns = 0;
    const buffer = new BoundedBuffer<number>(2, () => {
      returns += 1;
    });
    for (const item of [1, 2, 3]) buffer.push(item);
    await expect(buffer.next()).rejects.toMatchObject({ extensions: { code: 'SLOW_CONSUMER' } });
    expect(await buffer.next()).toMatchObject({ done: true });
    expect(returns).toBe(1);
  });

  it('fails a waiting reader', async () => {
    const buffer = new BoundedBuffer<number>(2, nothing);
    const waiting = buffer.next();
    buffer.fail(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });
});
