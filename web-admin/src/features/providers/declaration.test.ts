import { describe, expect, it } from 'vitest';
import { declarationsOf } from './declaration.ts';

const workflow = {
  id: 'rented-neon',
  effectTypeId: 'neon',
  variant: 'FAST',
  digest: 'a'.repeat(64),
  title: 'Neon, rented',
  vramMiB: 8192,
  capabilities: ['rented'],
};
const provider = {
  id: 'rented',
  name: 'Rented',
  adapter: 'rented',
  instanceType: 'gpu.rented',
  capabilities: [],
  budgetContexts: null,
  workflows: [workflow],
};

describe('what an agent prints to declare providers', () => {
  it('is a list of declarations, or one of them', () => {
    expect(declarationsOf([provider])).toEqual([provider]);
    expect(declarationsOf(provider)).toEqual([provider]);
  });

  it('is nothing else', () => {
    for (const other of [null, 'neon', [], {}, [{ ...provider, id: '' }], { ...provider, workflows: 3 }]) {
      expect(declarationsOf(other)).toBeNull();
    }
    expect(declarationsOf({ ...provider, workflows: [{ ...workflow, variant: 'SLOW' }] })).toBeNull();
  });
});
