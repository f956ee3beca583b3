import { expect, it } from 'vitest';
import { rowDiff } from './row-diff.ts';

it('names the columns that differ, those of new and deleted rows among them', () => {
  expect(rowDiff({ a: 1, b: 'x' }, { a: 1, b: 'y', c: null })).toEqual([
    { column: 'b', before: 'x', after: 'y' },
    { column: 'c', before: undefined, after: 'null' },
  ]);
  expect(rowDiff(null, { id: '7' })).toEqual([{ column: 'id', before: undefined, after: '7' }]);
  expect(rowDiff({ id: '7' }, null)).toEqual([{ column: 'id', before: '7', after: undefined }]);
});
