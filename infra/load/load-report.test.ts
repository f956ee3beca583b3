import { describe, expect, it } from 'vitest';
import { breachesOf, figuresOf, type LoadReport, operationsOf, recoveryOf } from './load-report.ts';
import { slopeOf } from './memory-watch.ts';
import type { Sample } from './open-loop.ts';

const sample = (fields: Partial<Sample>): Sample => ({
  ...{ kind: 'read', name: 'any', outcome: 'answered', dueMs: 0, tookMs: 10 },
  ...fields,
});
const both = (fields: Partial<Sample>): Sample[] => [
  sample({ ...fields, kind: 'read' }),
  sample({ ...fields, kind: 'write' }),
];

describe('the figures of a phase', () => {
  it('tell apart what was answered, refused and failed, and time only answers', () => {
    const samples = [
      sample({ tookMs: 10 }),
      sample({ tookMs: 30 }),
      sample({ outcome: 'refused', tookMs: 1 }),
      sample({ outcome: 'failed', tookMs: 9_000 }),
      sample({ outcome: 'declined', tookMs: 2 }),
      sample({ kind: 'write' }),
    ];
    expect(figuresOf(samples, 'read', 2)).toMatchObject({
      ...{ sent: 5, answered: 2, declined: 1, refused: 1, failed: 1, ratePerSecond: 1, p50Ms: 10, p99Ms: 30 },
    });
  });
});

describe('the operations of a phase', () => {
  it('are told apart, the slowest first', () => {
    const samples = [
      sample({ name: 'fast', tookMs: 5 }),
      sample({ name: 'slow', tookMs: 500 }),
      sample({ name: 'slow', tookMs: 100 }),
      sample({ name: 'slow', outcome: 'failed', tookMs: 9_000 }),
    ];
    expect(operationsOf(samples)).toEqual([
      { name: 'slow', answered: 2, p50Ms: 100, p95Ms: 500, p99Ms: 500 },
      { name: 'fast', answered: 1, p50Ms: 5, p95Ms: 5, p99Ms: 5 },
    ]);
  });
});

describe('recovery', () => {
  it('is the first whole second in which everything was answered in time', () => {
    const slow = both({ dueMs: 1_500, tookMs: 900 });
    const refused = [...both({ dueMs: 2_500 }), sample({ dueMs: 2_600, outcome: 'refused' })];
    expect(recoveryOf([...slow, ...refused, ...both({ dueMs: 3_500 })], 1_000, 5)).toBe(2);
    expect(recoveryOf([...slow, ...refused], 1_000, 5)).toBeNull();
  });
});

describe('what did not hold', () => {
  const fine = {
    sent: 9,
    answered: 9,
    declined: 0,
    refused: 0,
    failed: 0,
    ratePerSecond: 9,
    p50Ms: 5,
    p95Ms: 50,
    p99Ms: 90,
  };
  const good: Omit<LoadReport, 'breaches'> = {
    steady: { seconds: 300, read: fine, write: fine, operations: [] },
    burst: { seconds: 1, read: { ...fine, refused: 9 }, write: fine },
    recoveredAfterS: 3,
    subscribers: { sockets: 5, lost: 0, gaps: 0, leastNotices: 4, mostNotices: 4 },
    delivered: 3,
    memory: null,
    audit: { uploads: 1, uploadsLost: 0, runs: 1, runsLost: 0, runsOpen: 0, isLedgerBalanced: true },
  };

  it('is nothing when all of it held; refusals in the burst are polite', () => {
    expect(breachesOf(good)).toEqual([]);
  });

  it.each<[string, Partial<LoadReport>]>([
    ['200 is asked', { steady: { ...good.steady, read: { ...fine, p95Ms: 200 } } }],
    ['were refused at the steady rate', { steady: { ...good.steady, write: { ...fine, refused: 1 } } }],
    ['nothing was done of them', { steady: { ...good.steady, write: { ...fine, declined: 1 } } }],
    ['memory grew', { memory: { firstMiB: 1, lastMiB: 90, slopeMiBPerMinute: 18 } }],
    ['failed instead of being refused', { burst: { ...good.burst, write: { ...fine, failed: 1 } } }],
    ['itself again', { recoveredAfterS: null }],
    ['sockets were lost', { subscribers: { ...good.subscribers, lost: 1 } }],
    ['got 3 to 4 notices', { subscribers: { ...good.subscribers, leastNotices: 3 } }],
    ['are not there', { audit: { ...good.audit, runsLost: 1 } }],
    ['no agent delivered', { delivered: 0 }],
    ['have not ended', { audit: { ...good.audit, runsOpen: 1 } }],
    ['does not add up', { audit: { ...good.audit, isLedgerBalanced: false } }],
  ])('is said: %s', (words, change) => {
    expect(breachesOf({ ...good, ...change }).join()).toContain(words);
  });
});

describe('the slope of memory', () => {
  it('is that of the least-squares line, and nought for a single moment', () => {
    expect(
      slopeOf([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBeCloseTo(2, 9);
    expect(slopeOf([[1, 7]])).toBe(0);
  });
});
