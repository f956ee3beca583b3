import { expect, it } from 'vitest';
import { resumeCursor } from './resume-cursor.ts';

it('resumes after the cursor of a feed and the version of the HUD', () => {
  expect(resumeCursor({ runProgress: { __typename: 'RunAdvance', cursor: '41' } })).toBe('41');
  expect(resumeCursor({ marginUpdates: { version: '7' } })).toBe('7');
});

it('goes on from the first value that is still there after a gap', () => {
  expect(resumeCursor({ runProgress: { __typename: 'Gap', firstAvailable: '90' } })).toBe('90');
});

it('has no place after a progress tick', () => {
  expect(resumeCursor({ runProgress: { __typename: 'TaskTick', taskId: 't', progress: 0.4 } })).toBeNull();
  expect(resumeCursor(null)).toBeNull();
});
