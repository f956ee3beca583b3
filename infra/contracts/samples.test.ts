import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { EVENTS } from '@effect-studio/schema/events/registry';
import { misunderstandings } from '@effect-studio/testing/consumer-contracts';
import { describe, expect, it } from 'vitest';
import { CONTEXTS } from '../processes/contexts.ts';

const SAMPLES = new URL('../../schema/events/samples/', import.meta.url).pathname;
const sampled = existsSync(SAMPLES) ? readdirSync(SAMPLES).map((file) => file.replace(/\.json$/, '')) : [];
const consumed = new Set(CONTEXTS.flatMap(({ consumers }) => consumers.map(({ type }) => type)));

describe('an event as its producer really told it', () => {
  it('is kept of every event that somebody consumes', () => {
    expect([...consumed].filter((type) => !sampled.includes(type))).toEqual([]);
  });

  it.each(sampled)('%s fits its schema and everybody who reads it', (type) => {
    const payload = JSON.parse(readFileSync(`${SAMPLES}${type}.json`, 'utf8')) as object;
    EVENTS.get(type)!.payload.parse(payload);
    expect(misunderstandings({ type, payload })).toEqual([]);
  });

  it('would not be understood with another word in it, by name', () => {
    const failed = JSON.parse(readFileSync(`${SAMPLES}RunFailed.v1.json`, 'utf8')) as object;
    expect(
      misunderstandings({ type: 'RunFailed.v1', payload: { ...failed, failedIn: 'PAUSED' } }).join(),
    ).toMatch(/^notifications does not understand RunFailed\.v1|economics does not understand RunFailed\.v1/);
  });
});
