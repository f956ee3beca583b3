import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerHealth, type Health } from '@effect-studio/kernel/observation/health';
import { requestSeconds } from '@effect-studio/kernel/observation/metrics';
import { activeTraceparent, inSpan } from '@effect-studio/telemetry/tracing';
import type { Logger } from 'pino';
import { type AppOrigins, appOf, type ListenerApp } from '../audiences/app.ts';
import type { AudienceGraphs } from '../audiences/audience-graphs.ts';
import { audienceOf } from '../audiences/audience-of.ts';
import type { AskGraph, Directory } from '../callers/directory.ts';
import { type CallerResolver, quotaOf, type ResolvedCaller } from '../callers/resolve-caller.ts';
import type { CallerTokens } from '../execution/caller-tokens.ts';
import { answerGraphql, sendGraphqlRefusal } from '../execution/graphql-endpoint.ts';
import { RequestScope } from '../execution/request-scope.ts';
import { isGraphiqlPath, serveGraphiql } from '../graphiql/serve-graphiql.ts';
import { answerTokenRequest, type TokenEndpoint } from '../machine-tokens/token-endpoint.ts';
import { isMediaPath, type MediaParts, serveMedia } from '../media/serve-media.ts';
import { PAGE_SPANS_PATH, takePageSpans } from '../page-spans/take-page-spans.ts';
import type { OverloadGuard } from '../rates/overload-guard.ts';
import type { RateGuard } from '../rates/rate-guard.ts';
import { refuseCrossSite } from '../sign-in/cross-site.ts';
import type { CsrfTokens } from '../sign-in/csrf.ts';
import {
  answerBackChannelLogout,
  BACK_CHANNEL_LOGOUT_PATH,
  checkBackChannelCall,
} from '../sign-in/oidc/back-channel-logout.ts';
import { reasonsOf } from '../sign-in/oidc/issuer-faults.ts';
import { isNavigation, sendRefusalPage } from '../sign-in/oidc/refusal-page.ts';
import {
  BEGIN_PATH,
  beginSignIn,
  CALLBACK_PATH,
  finishSignIn,
  type IssuerSignInParts,
  leaveIssuer,
} from '../sign-in/oidc/sign-in-by-issuer.ts';
import { answerRefresh, rotateCookie } from '../sign-in/rotate-token.ts';
import { answerCodeRequest, answerRedemption, answerSignOut } from '../sign-in/sign-in-routes.ts';
import type { WebAppHandler } from '../web-apps/serve-web-app.ts';
import type { AddressOf } from './client-address.ts';
import { sessionCookie } from './cookies.ts';
import { correlationIdOf, type Exchange, MAX_BODY_BYTES, sendJson, sendProblem } from './exchange.ts';
import { outageRefusal } from './outage-refusal.ts';
import { HttpRefusal } from './problem-details.ts';
import { securityHeaders } from './security-headers.ts';

export interface RouterParts {
  graphs: AudienceGraphs;
  rates: RateGuard;
  overload: OverloadGuard;
  addressOf: AddressOf;
  resolver: CallerResolver;
  directory: Directory;
  csrf: CsrfTokens;
  ask: AskGraph;
  callerTokens: CallerTokens;
  tokenEndpoint: TokenEndpoint;
  origins: () => AppOrigins;
  webApps: Partial<Record<ListenerApp, WebAppHandler>>;
  /** Present when people sign in by an issuer; codes are off then. */
  issuerSignIn: IssuerSignInParts | null;
  /** Null: media are served elsewhere. */
  media: MediaParts | null;
  isSecure: boolean;
  /** In development only. */
  hasGraphiql: boolean;
  health: Health;
  log: Logger;
}

const GRAPHQL = '/graphql';

/** A few names: what people may write into an address is no label. */
const routeOf = (path: string): string =>
  path === GRAPHQL
    ? 'graphql'
    : isMediaPath(path)
      ? 'media'
      : path.startsWith('/sign-')
        ? 'sign-in'
        : path === '/oauth/token'
          ? 'token'
          : path === PAGE_SPANS_PATH
            ? 'spans'
            : 'other';

/** Tells whoever asked that it was traced, and where (`traceresponse`, W3C Trace Context Level 2, draft): pages then send their spans. */
function tracedBack(exchange: Exchange): Exchange {
  const traceresponse = activeTraceparent();
  return traceresponse ? { ...exchange, headers: { ...exchange.headers, traceresponse } } : exchange;
}

/** Whether the body's declared length is one that we would read. */
const isSmall = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= MAX_BODY_BYTES;

/** Routes of all ports. Each knows by which port it was reached; everything else is the same code. */
export class Router {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  async handle(listener: ListenerApp, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const at = url.indexOf('?');
    const path = at === -1 ? url : url.slice(0, at);
    const correlationId = correlationIdOf(request);
    const headers = securityHeaders(correlationId, this.#parts.isSecure);
    if (path !== GRAPHQL) for (const name in headers) response.setHeader(name, headers[name]!);
    const { origin } = request.headers;
    const app = origin === undefined ? listener : appOf(listener, origin, this.#parts.origins());
    const startedAt = performance.now();
    response.once('close', () => {
      const status = `${Math.floor(response.statusCode / 100)}xx`;
      requestSeconds.observe({ route: routeOf(path), status }, (performance.now() - startedAt) / 1_000);
    });
    const exchange: Exchange = {
      request,
      response,
      headers,
      path,
      search: at === -1 ? '' : url.slice(at),
      correlationId,
      listener,
      app: app ?? listener,
    };
    try {
      await this.#route(exchange, app !== null);
    } catch (error) {
      this.#refuse(exchange, this.#asRefusal(exchange, error));
    }
  }

  async #route(exchange: Exchange, isOriginKnown: boolean): Promise<void> {
    const { path, request, listener } = exchange;
    if (path === GRAPHQL) {
      const { correlationId } = exchange;
      const parent = request.headers.traceparent;
      const span = {
        kind: 'server',
        begins: true,
        parent,
        correlationId,
        attributes: { 'studio.app': exchange.app },
      } as const;
      return inSpan('graphql', span, () => this.#graphql(tracedBack(exchange), isOriginKnown));
    }
    if (
      path === '/sign-in/code' ||
      path === '/sign-in/redeem' ||
      path === '/sign-out' ||
      path === '/sign-in/refresh'
    ) {
      if (request.method !== 'POST')
        throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Post to this address.');
      return this.#signIn(exchange, isOriginKnown);
    }
    if (path === '/sign-in/methods' && request.method === 'GET') {
      const oidc = this.#parts.issuerSignIn !== null;
      return sendJson(exchange, 200, { code: !oidc, oidc });
    }
    if (path === PAGE_SPANS_PATH) {
      return takePageSpans(exchange, () => this.#resolve(exchange, isOriginKnown), this.#parts.rates);
    }
    if (isMediaPath(path) && this.#parts.media) return serveMedia(exchange, this.#parts.media);
    if (path === BEGIN_PATH || path === CALLBACK_PATH) return this.#signInByIssuer(exchange);
    if (path === BACK_CHANNEL_LOGOUT_PATH) return this.#leaveByIssuer(exchange);
    if (this.#parts.hasGraphiql && isGraphiqlPath(path)) return serveGraphiql(exchange);
    const webApp = this.#parts.webApps[listener];
    if (webApp) return webApp(exchange);
    const health = await answerHealth(path, this.#parts.health);
    if (health) {
      exchange.response.writeHead(health.status, { 'content-type': health.type }).end(health.body);
      return;
    }
    if (path === '/oauth/token' && request.method === 'POST') {
      return answerTokenRequest(exchange, this.#parts.tokenEndpoint);
    }
    throw new HttpRefusal(404, 'NOT_FOUND', 'There is nothing at this address.');
  }

  async #graphql(exchange: Exchange, isOriginKnown: boolean): Promise<void> {
    const { graphs, callerTokens, log, addressOf } = this.#parts;
    const resolved = await this.#resolve(exchange, isOriginKnown);
    const { caller, credential } = resolved;
    const rotation = rotateCookie(exchange, resolved, this.#parts);
    if (rotation) await rotation;
    const { correlationId, request } = exchange;
    const scope = new RequestScope(
      { caller, correlationId, address: addressOf(request), quota: quotaOf(credential) },
      callerTokens,
    );
    const audience = credential.kind === 'internal' ? 'internal' : audienceOf(caller);
    const answer = () => answerGraphql(exchange, graphs.of(audience), scope, { log });
    const { overload } = this.#parts;
    // Agents wait here for work, and are bounded by their leases.
    const isBoundedElsewhere = audience === 'agent' || audience === 'internal';
    await (isBoundedElsewhere ? overload.beside(answer) : overload.within(answer));
  }

  async #signIn(exchange: Exchange, isOriginKnown: boolean): Promise<void> {
    const { ask, csrf, isSecure, issuerSignIn } = this.#parts;
    // These set a cookie or end one; only a program on the API port has neither Origin nor cookie.
    if (exchange.app !== 'api' || !isOriginKnown) refuseCrossSite(exchange.request, isOriginKnown);
    const isByCode = exchange.path === '/sign-in/code' || exchange.path === '/sign-in/redeem';
    if (isByCode && issuerSignIn) {
      throw new HttpRefusal(403, 'CODE_SIGN_IN_OFF', `Codes are off here. Sign in at ${BEGIN_PATH}.`);
    }
    if (exchange.path !== '/sign-out') {
      await this.#parts.rates.countSignIn(this.#parts.addressOf(exchange.request));
    }
    if (exchange.path === '/sign-in/refresh') return answerRefresh(exchange, this.#parts);
    if (exchange.path === '/sign-in/code') return answerCodeRequest(exchange, ask);
    if (exchange.path === '/sign-in/redeem') return answerRedemption(exchange, ask, csrf, isSecure);
    const resolved = await this.#resolve(exchange, isOriginKnown);
    return answerSignOut(exchange, ask, resolved, () => leaveIssuer(exchange, issuerSignIn));
  }

  async #signInByIssuer(exchange: Exchange): Promise<void> {
    const { issuerSignIn, log } = this.#parts;
    const { path, request, correlationId } = exchange;
    if (request.method !== 'GET') throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Open this address.');
    if (!issuerSignIn) throw new HttpRefusal(404, 'NOT_FOUND', 'People sign in by code here.');
    try {
      await this.#parts.rates.countSignIn(this.#parts.addressOf(request));
      await (path === BEGIN_PATH ? beginSignIn : finishSignIn)(exchange, issuerSignIn);
    } catch (error) {
      const refusal = this.#asRefusal(exchange, error);
      const facts = { code: refusal.code, reasons: reasonsOf(refusal), correlationId };
      log.warn(facts, 'a sign-in by the issuer was refused');
      if (!isNavigation(exchange)) throw refusal;
      sendRefusalPage(exchange, refusal);
    }
  }

  #leaveByIssuer(exchange: Exchange): Promise<void> {
    const { issuer, ask, redis } = checkBackChannelCall(exchange, this.#parts.issuerSignIn);
    const { log, rates, addressOf, directory } = this.#parts;
    const forgetSessions = () => directory.forgetSessions();
    const countFailure = () => rates.countSignIn(addressOf(exchange.request));
    return answerBackChannelLogout(exchange, { issuer, ask, redis, log, forgetSessions, countFailure });
  }

  async #resolve({ app, request }: Exchange, isOriginKnown: boolean): Promise<ResolvedCaller> {
    const { authorization, cookie } = request.headers;
    const cookieToken = sessionCookie(app, cookie);
    if (authorization === undefined && cookieToken) refuseCrossSite(request, isOriginKnown);
    const resolved = await this.#parts.resolver.resolve({ app, authorization, cookieToken });
    const { credential } = resolved;
    if (app !== 'api' && credential.kind === 'session' && credential.isCookie) {
      this.#parts.csrf.check(request, app, credential.sessionId);
    }
    return resolved;
  }

  #asRefusal(exchange: Exchange, error: unknown): HttpRefusal {
    if (error instanceof HttpRefusal) return error;
    const outage = outageRefusal(error);
    if (outage) return outage;
    const { correlationId, path } = exchange;
    this.#parts.log.error({ err: error, correlationId, path }, 'a request failed');
    return new HttpRefusal(
      500,
      'INTERNAL_SERVER_ERROR',
      'The studio could not do this. Try again in a moment.',
    );
  }

  #refuse(exchange: Exchange, refusal: HttpRefusal): void {
    const { response, request } = exchange;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // What is left of a body that was not read must not be taken for the next request: Node reads away what is small.
    if (!request.complete && !isSmall(request)) response.setHeader('connection', 'close');
    if (exchange.path === GRAPHQL) sendGraphqlRefusal(exchange, refusal);
    else sendProblem(exchange, refusal);
  }
}
