import { expect, it } from 'vitest';
import { uuidV7 } from './uuid-v7.ts';

it('writes time, version and variant where RFC 9562 puts them', () => {
  const id = uuidV7(0x017f22e279b0, (bytes) => bytes.fill(0xff));
  expect(id).toBe('017f22e2-79b0-7fff-bfff-ffffffffffff');
});

it('sorts by the moment of making', () => {
  const ids = [3, 1, 2].map((ms) => uuidV7(1_760_000_000_000 + ms));
  expect([...ids].sort()).toEqual([ids[1], ids[2], ids[0]]);
});

it('differs between two made in the same millisecond', () => {
  expect(uuidV7(5)).not.toBe(uuidV7(5));
});
