import { expect, it } from 'vitest';
import { hear, UNHEARD } from './live-run.ts';

const tick = (taskId: string, previewUrl: string | null) => ({
  __typename: 'Subscription' as const,
  runProgress: { __typename: 'TaskTick' as const, taskId, progress: 0.5, previewUrl },
});

it('keeps the newest picture of each task', () => {
  const heard = [
    tick('a', 'first'),
    tick('b', 'other'),
    tick('a', null),
    tick('a', 'second'),
    tick('b', null),
  ].reduce(hear, UNHEARD);
  expect(Object.fromEntries(heard.previews)).toEqual({ a: 'second', b: 'other' });
});

it('changes nothing for a tick without a picture, so that nothing is drawn anew', () => {
  const known = hear(UNHEARD, tick('a', 'first'));
  expect(hear(known, tick('a', null))).toBe(known);
});

it('remembers that the feed lost something', () => {
  const gap = {
    __typename: 'Subscription' as const,
    runProgress: { __typename: 'Gap' as const, firstAvailable: '42' },
  };
  expect(hear(hear(UNHEARD, tick('a', 'first')), gap)).toMatchObject({ gap: '42' });
});
