import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { HttpRefusal } from '../../http/problem-details.ts';

/** Codes of openid-client for answers that were read and did not hold; everything else is the issuer's state. */
const NOT_HOLDING = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]);

/** A failed conversation with the issuer, in words for the person who signs in. The cause is for the log. */
export function refusalOfIssuer(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  const refusal = isRefusal(error)
    ? new HttpRefusal(401, 'SIGN_IN_REFUSED', 'Your account did not confirm this sign-in. Begin again.')
    : new HttpRefusal(
        503,
        'ISSUER_UNAVAILABLE',
        'The service that holds your account cannot be used right now. Try again in a moment.',
      );
  refusal.cause = error;
  return refusal;
}

function isRefusal(error: unknown): boolean {
  if (error instanceof AuthorizationResponseError) return true;
  if (error instanceof ResponseBodyError) return error.error === 'invalid_grant';
  return error instanceof ClientError && NOT_HOLDING.has(error.code ?? '');
}

/** What lies behind a refusal, outermost first, for the log: the words alone, since the rest may hold claims. */
export function reasonsOf(refusal: HttpRefusal): string[] {
  const reasons: string[] = [];
  for (let cause = refusal.cause; cause instanceof Error; cause = cause.cause) reasons.push(cause.message);
  return reasons;
}
