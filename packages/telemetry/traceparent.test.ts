import { describe, expect, it } from 'vitest';
import { formatTraceparent, newTraceparent, parseTraceparent } from './traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('the header traceparent', () => {
  it('is read as W3C Trace Context has it, and written back the same', () => {
    const header = `00-${TRACE}-${SPAN}-01`;
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled: true });
    expect(formatTraceparent(parseTraceparent(header)!)).toBe(header);
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)?.isSampled).toBe(false);
    // Of a later version its known part is read.
    expect(parseTraceparent(`01-${TRACE}-${SPAN}-01-more`)?.traceId).toBe(TRACE);
    expect(parseTraceparent(newTraceparent())?.isSampled).toBe(true);
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['of a forbidden version', `ff-${TRACE}-${SPAN}-01`],
    ['longer than its version has it', `00-${TRACE}-${SPAN}-01-more`],
    ['without a trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['without a span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['in capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['sent twice', [`00-${TRACE}-${SPAN}-01`]],
    ['endless', `01-${TRACE}-${SPAN}-01-${'x'.repeat(1_000)}`],
  ])('is nothing when it is %s', (_what, header) => {
    expect(parseTraceparent(header)).toBeNull();
  });
});
