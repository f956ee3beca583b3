import { expect, test } from 'vitest';
import { parseRange } from './range.ts';

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=6-8', { start: 6, end: 8 }],
  ['bytes=6-', { start: 6, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
  ['bytes=2-99', { start: 2, end: 9 }],
])('reads %s of ten bytes', (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected);
});

test.each([[undefined], ['bytes=-'], ['bytes=5-2'], ['bytes=0-1,3-4'], ['items=0-1']])(
  'ignores %s',
  (header) => {
    expect(parseRange(header, 10)).toBeNull();
  },
);

test.each([
  ['bytes=10-', 10],
  ['bytes=-0', 10],
  ['bytes=0-', 0],
])('refuses %s of %i bytes and tells the size', (header, sizeBytes) => {
  expect(() => parseRange(header, sizeBytes)).toThrow(
    expect.objectContaining({ status: 416, headers: { 'content-range': `bytes */${sizeBytes}` } }),
  );
});
