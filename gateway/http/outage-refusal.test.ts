import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { outageRefusal } from './outage-refusal.ts';

it('tells a part that is away as that, with when to try again, and leaves defects alone', () => {
  const away = new GraphQLError('A part of the studio is not available.', {
    extensions: { code: 'UNAVAILABLE', retryable: true },
  });
  expect(outageRefusal(away)).toMatchObject({
    status: 503,
    code: 'UNAVAILABLE',
    extra: { retryable: true },
    headers: { 'retry-after': '1' },
  });
  const defect = new GraphQLError('', { extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false } });
  expect(outageRefusal(defect)).toBeNull();
  expect(outageRefusal(new Error('boom'))).toBeNull();
});

it('tells a Redis or a PostgreSQL that is away as that, too', () => {
  for (const error of [
    new Error('Command timed out'),
    new Error('Connection is closed.'),
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    new Error('LOADING Redis is loading the dataset in memory'),
  ]) {
    expect(outageRefusal(error)).toMatchObject({
      status: 503,
      code: 'UNAVAILABLE',
      extra: { retryable: true },
    });
  }
});
