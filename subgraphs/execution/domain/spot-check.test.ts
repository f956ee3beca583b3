import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isDrawn, isSamePicture, judgeFirst, judgeSecond } from './spot-check.ts';

describe('spot checks', () => {
  it('take the share that they say, and the same tasks each time', () => {
    const ids = Array.from({ length: 4_000 }, () => randomUUID());
    const drawn = ids.filter((id) => isDrawn(id, 0.25));
    expect(drawn.length / ids.length).toBeGreaterThan(0.21);
    expect(drawn.length / ids.length).toBeLessThan(0.29);
    expect(drawn.every((id) => isDrawn(id, 0.25) && isDrawn(id, 0.5))).toBe(true);
    expect(ids.some((id) => isDrawn(id, 0))).toBe(false);
  });

  it('believe a trusted machine against one on probation, and ask a third between equals', () => {
    const [agent, checker] = ['PROBATION', 'TRUSTED'] as const;
    expect(judgeFirst(true, { agent, checker })).toEqual({ kind: 'agreed' });
    expect(judgeFirst(false, { agent, checker })).toEqual({ kind: 'wrong', who: 'agent' });
    expect(judgeFirst(false, { agent: checker, checker: agent })).toEqual({ kind: 'askThird' });
    expect(judgeFirst(false, { agent, checker: agent })).toEqual({ kind: 'askThird' });
    expect(judgeSecond({ isLikeAgent: true, isLikeChecker: false })).toEqual({
      kind: 'wrong',
      who: 'checker',
    });
    expect(judgeSecond({ isLikeAgent: false, isLikeChecker: true })).toEqual({ kind: 'wrong', who: 'agent' });
    expect(judgeSecond({ isLikeAgent: false, isLikeChecker: false })).toEqual({ kind: 'inconclusive' });
  });

  it('overlook what an encoder does, and no more', () => {
    expect(isSamePicture({ colour: 0.02, structure: 0.05, length: 0 })).toBe(true);
    for (const distance of [{ colour: 0.2 }, { structure: 0.4 }, { length: 0.5 }]) {
      expect(isSamePicture({ colour: 0, structure: 0, length: 0, ...distance })).toBe(false);
    }
  });
});
