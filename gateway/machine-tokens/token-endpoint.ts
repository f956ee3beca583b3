import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Directory } from '../callers/directory.ts';
import type { AddressOf } from '../http/client-address.ts';
import { type Exchange, readBody, sendJson } from '../http/exchange.ts';
import type { RateGuard } from '../rates/rate-guard.ts';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-tokens.ts';
import { checkClientAssertion } from './client-assertion.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface TokenEndpoint {
  directory: Directory;
  accessTokens: AccessTokens;
  redis: Redis;
  audiences: () => readonly string[];
  rates: RateGuard;
  addressOf: AddressOf;
  log: Logger;
}

/** `POST /oauth/token`: client credentials with `private_key_jwt` (RFC 6749 §4.4, RFC 7523 §2.2). Errors as in RFC 6749 §5.2. */
export async function answerTokenRequest(exchange: Exchange, endpoint: TokenEndpoint): Promise<void> {
  const refuse = (status: number, error: string, description: string): void =>
    sendJson(exchange, status, { error, error_description: description });
  const form = new URLSearchParams(await readBody(exchange.request));
  if (form.get('grant_type') !== 'client_credentials') {
    return refuse(400, 'unsupported_grant_type', 'Only client_credentials is granted.');
  }
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    return refuse(400, 'invalid_request', `client_assertion_type must be ${ASSERTION_TYPE}.`);
  }
  const { directory, redis, accessTokens, log } = endpoint;
  const assertion = form.get('client_assertion') ?? '';
  const checked = await checkClientAssertion({
    assertion,
    audiences: endpoint.audiences(),
    directory,
    redis,
  });
  if ('refusedBecause' in checked) {
    log.info(
      { reason: checked.refusedBecause, correlationId: exchange.correlationId },
      'a machine was refused a token',
    );
    // Only failures: a fleet behind one address starts at once, and its keys cannot be guessed.
    await endpoint.rates.countSignIn(endpoint.addressOf(exchange.request));
    return refuse(401, 'invalid_client', 'The client assertion was not accepted.');
  }
  const { machine } = checked;
  const asked = form.get('scope')?.split(' ').filter(Boolean) ?? machine.scopes;
  if (asked.some((scope) => !machine.scopes.includes(scope))) {
    return refuse(400, 'invalid_scope', 'The machine may not have this scope.');
  }
  sendJson(exchange, 200, {
    access_token: await accessTokens.sign(machine.clientId, asked),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    scope: asked.join(' '),
  });
}
