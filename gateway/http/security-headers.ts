/** Headers of every answer. @param isSecure the studio is reached by https only */
export function securityHeaders(correlationId: string, isSecure: boolean): Record<string, string> {
  return isSecure
    ? { 'x-correlation-id': correlationId, ...HEADERS, 'strict-transport-security': 'max-age=31536000' }
    : { 'x-correlation-id': correlationId, ...HEADERS };
}

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};
