import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function capture(): { lines: () => string; stream: Writable } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { lines: () => text, stream };
}

describe('the log', () => {
  it('shows neither addresses nor secrets, at the first and the second level', () => {
    const { lines, stream } = capture();
    const log = createLogger('test', 'info', stream);
    log.info(
      {
        email: 'anna@example.org',
        token: 't0ken',
        person: { email: 'anna@example.org', password: 'pa55' },
        headers: { cookie: 'c00kie' },
      },
      'signed in',
    );
    for (const secret of ['anna@example.org', 't0ken', 'pa55', 'c00kie'])
      expect(lines()).not.toContain(secret);
    expect(JSON.parse(lines())).toMatchObject({ service: 'test', level: 'info', msg: 'signed in' });
  });

  it('shows nothing that the graph calls sensitive, however deep', () => {
    const { lines, stream } = capture();
    createLogger('test', 'info', stream).info(
      { costNanoUsd: '4711', run: { cells: [{ profitNanoUsd: '4712', busyMs: 12 }] } },
      'booked',
    );
    for (const amount of ['4711', '4712']) expect(lines()).not.toContain(amount);
    expect(JSON.parse(lines())).toMatchObject({ run: { cells: [{ busyMs: 12 }] } });
  });

  it('keeps the code of an error, which tells what went wrong', () => {
    const { lines, stream } = capture();
    createLogger('test', 'info', stream).warn(
      { err: Object.assign(new Error('gone'), { code: 'ECONNRESET' }) },
      'lost',
    );
    expect(lines()).toContain('ECONNRESET');
  });
});
