import { expect, it } from 'vitest';
import { letterOf } from './letter.ts';

it('a letter says what the notice says in its language, on one line of subject, and where to read on', () => {
  const notice = {
    title: '“Old\r\nfilm” is ready',
    body: 'Have a look.',
    locale: 'de',
    runId: 'r1',
  } as const;
  const { subject, text } = letterOf(notice, 'https://studio.example');
  expect(subject).toBe('“Old film” is ready');
  expect(text).toContain('Ansehen: https://studio.example/#/runs/r1');
  expect(letterOf({ ...notice, runId: null }, 'https://studio.example').text).toContain('/#/inbox');
});
