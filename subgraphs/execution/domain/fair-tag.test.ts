import { describe, expect, it } from 'vitest';
import { fairTag } from './fair-tag.ts';

describe('a fair tag', () => {
  it('puts an owner’s tasks one behind the other, by their work', () => {
    const first = fairTag({ finishTag: 0n, virtualTime: 0n, busySiblings: 0 }, 3);
    const second = fairTag({ finishTag: first.finishTag, virtualTime: 0n, busySiblings: 0 }, 3);
    expect([first.tag, second.tag]).toEqual([0n, 3_000n]);
  });

  it('gives a newcomer the present, not the end of the backlog', () => {
    expect(fairTag({ finishTag: 0n, virtualTime: 50_000n, busySiblings: 0 }, 3).tag).toBe(50_000n);
  });

  it('keeps no credit for an owner who was away', () => {
    expect(fairTag({ finishTag: 10n, virtualTime: 50_000n, busySiblings: 0 }, 1).tag).toBe(50_000n);
  });

  it('lets a newcomer wait one round of the busy owners of their own tenant', () => {
    expect(fairTag({ finishTag: 0n, virtualTime: 0n, busySiblings: 4 }, 2).tag).toBe(8_000n);
  });
});
