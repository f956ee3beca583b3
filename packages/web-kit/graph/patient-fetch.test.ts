import { describe, expect, it } from 'vitest';
import { patientFetch } from './patient-fetch.ts';

const busy = (status: number, retryAfter?: string) =>
  new Response('busy', { status, headers: retryAfter ? { 'retry-after': retryAfter } : {} });

function studio(answers: Response[]) {
  const waitedMs: number[] = [];
  let asked = 0;
  const ask = patientFetch({
    fetch: () => Promise.resolve(answers[asked++]!),
    wait: (milliseconds) => {
      waitedMs.push(milliseconds);
      return Promise.resolve();
    },
    random: () => 0.5,
  });
  return { ask: () => ask('/graphql'), waitedMs, asked: () => asked };
}

describe('asking a busy studio', () => {
  it('comes again after as long as it was told, with a little more', async () => {
    const { ask, waitedMs } = studio([busy(429, '1'), busy(503, '2'), new Response('here')]);
    expect(await (await ask()).text()).toBe('here');
    expect(waitedMs).toEqual([1_250, 2_250]);
  });

  it('shows the refusal after the third', async () => {
    const { ask, asked } = studio([busy(429, '1'), busy(429, '1'), busy(429, '1'), new Response('late')]);
    expect((await ask()).status).toBe(429);
    expect(asked()).toBe(3);
  });

  it.each([
    ['it would be long', busy(429, '60')],
    ['nobody says when', busy(503)],
    ['it is not for being busy', busy(500, '1')],
  ])('does not wait when %s', async (_when, answer) => {
    const { ask, waitedMs } = studio([answer]);
    expect((await ask()).status).toBe(answer.status);
    expect(waitedMs).toEqual([]);
  });
});
