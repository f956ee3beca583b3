import { describe, expect, it } from 'vitest';
import { groupTree, parentOf, pssMiB } from './process-memory.ts';

describe('memory of processes', () => {
  it('is the proportional part of a rollup, in MiB', () => {
    expect(pssMiB('Rss:   9000 kB\nPss:            2048 kB\nPss_Anon:  100 kB\n')).toBe(2);
    expect(pssMiB('')).toBeNull();
  });

  it('knows a parent whatever the name of the process', () => {
    expect(parentOf('12 (odd) (name)) S 7 12 12 0')).toBe(7);
  });

  it('counts descendants with their nearest named ancestor, and others not at all', () => {
    const parentByPid = new Map([
      [1, 0],
      [10, 1],
      [11, 10],
      [12, 11],
      [13, 12],
      [20, 1],
    ]);
    const named = new Map([
      [11, 'database'],
      [13, 'inner'],
    ]);
    expect(groupTree(10, parentByPid, named, 'rest')).toEqual(
      new Map([
        ['rest', [10]],
        ['database', [11, 12]],
        ['inner', [13]],
      ]),
    );
  });
});
