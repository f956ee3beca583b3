import type { ServerResponse } from 'node:http';

/** Headers of every answer. @param isSecure the studio is reached by https only */
export function setSecurityHeaders(response: ServerResponse, correlationId: string, isSecure: boolean): void {
  response.setHeader('x-correlation-id', correlationId);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('x-frame-options', 'DENY');
  if (isSecure) response.setHeader('strict-transport-security', 'max-age=31536000');
}
