import { randomBytes } from 'node:crypto';

/** A place in a trace. */
export interface TracePlace {
  /** 32 lower-case hex digits, not all zero. */
  traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  spanId: string;
  isSampled: boolean;
}

/** W3C Trace Context, version 00; later versions may have more behind it (§3.2.2, §4.3). */
const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** @returns null for what is no `traceparent`: a trace then begins anew */
export function parseTraceparent(header: unknown): TracePlace | null {
  if (typeof header !== 'string' || header.length > 200) return null;
  const [, version, traceId = '', spanId = '', flags = '', rest] = FORMAT.exec(header) ?? [];
  if (!version || version === 'ff' || (version === '00' && rest)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, spanId, isSampled }: TracePlace): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

/** The beginning of a trace, for programs that make no spans of their own. */
export const newTraceparent = (): string =>
  formatTraceparent({
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    isSampled: true,
  });
