import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lease } from '../studio/studio-client.ts';
import { FakeStudio } from './fake-studio.ts';
import { sampleLease } from './sample-lease.ts';

type Input = Record<string, unknown> & { leaseId: string; waitMs: number; limit: number };

/** The studio as a process sees it, over HTTP: tokens, graph and object store, with a {@link FakeStudio} behind. */
export class FakeGateway {
  readonly studio = new FakeStudio();
  /** Bytes by lease. */
  readonly outputs = new Map<string, Buffer>();
  /** Connections are cut without an answer. */
  isDown = false;
  /** Uploads are answered 500. */
  refusesUploads = false;
  /** Of this server's clock before the agent's. */
  clockAheadMs = 0;
  refusedAssertions = 0;
  enrolments = 0;
  readonly #server: Server;
  readonly #footage: Buffer;

  constructor(footage: Buffer) {
    this.#footage = footage;
    this.#server = createServer((request, response) => {
      response.sendDate = false;
      response.setHeader('date', new Date(this.#now()).toUTCString());
      this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  }

  static async start(footage: Buffer): Promise<FakeGateway> {
    const gateway = new FakeGateway(footage);
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A lease on the footage, as this server gives it. Its times are this server's, not the agent's. */
  lease(change: Partial<Lease> = {}): Lease {
    const lease = sampleLease({ ttlMs: 3_000, excerptDurationMs: null, ...change });
    return {
      ...lease,
      footageUrl: `${this.url}/footage`,
      outputUrl: `${this.url}/outputs/${lease.leaseId}`,
      expiresAt: new Date(this.#now() + lease.ttlMs).toISOString(),
      hardDeadlineAt: new Date(this.#now() + 90_000).toISOString(),
    };
  }

  #now(): number {
    return Date.now() + this.clockAheadMs;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isDown) return void request.socket.destroy();
    const body = await bodyOf(request);
    const json = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const { url = '' } = request;
    if (url === '/oauth/token') return json(...this.#token(new URLSearchParams(body.toString('utf8'))));
    if (url === '/footage')
      return void response.writeHead(200, { 'content-type': 'video/mp4' }).end(this.#footage);
    if (url.startsWith('/outputs/')) {
      if (this.refusesUploads) return void response.writeHead(500).end();
      this.outputs.set(url.slice('/outputs/'.length), body);
      return void response.writeHead(200).end();
    }
    const { query, variables } = JSON.parse(body.toString('utf8')) as {
      query: string;
      variables: { input: Input };
    };
    const operation = /mutation (\w+)/.exec(query)?.[1] ?? '';
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('gone')));
    const data = await this.#carryOut(operation, variables.input, gone.signal);
    if (!gone.signal.aborted) json(200, { data });
  }

  /** RFC 7523 §3: an assertion that has run out, or is from the future, is refused. */
  #token(form: URLSearchParams): [number, object] {
    const [, payload = ''] = (form.get('client_assertion') ?? '').split('.');
    const { exp, iat } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      exp: number;
      iat: number;
    };
    const now = this.#now() / 1_000;
    if (exp < now || iat > now + 30) {
      this.refusedAssertions += 1;
      return [401, { error: 'invalid_client' }];
    }
    return [200, { access_token: 'token', expires_in: 600 }];
  }

  async #carryOut(operation: string, input: Input, signal: AbortSignal): Promise<object> {
    const { studio } = this;
    switch (operation) {
      case 'EnrolMachine':
        this.enrolments += 1;
        return {
          enrolMachine: { __typename: 'MachineEnrolment', clientId: `client-${this.enrolments}`, scopes: [] },
        };
      case 'RegisterAgent':
        return { registerAgent: { __typename: 'Agent', id: await studio.register(input as never) } };
      case 'LeaseTasks': {
        const nothing = new Promise<Lease[]>((resolve) =>
          setTimeout(resolve, Math.min(500, input.waitMs), []),
        );
        const waiting = new AbortController();
        signal.addEventListener('abort', () => waiting.abort(new Error('gone')));
        const found = studio.lease(input, waiting.signal).catch((): Lease[] => []);
        const leases = await Promise.race([found, nothing]);
        waiting.abort(new Error('answered'));
        if (leases === 'unknownAgent') return { leaseTasks: { __typename: 'NotFound' } };
        return { leaseTasks: { __typename: 'LeasedTasks', leases } };
      }
      case 'RenewLease': {
        const renewal = await studio.renew(input as never);
        if (renewal.state === 'stale')
          return { renewLease: { __typename: 'StaleLease', humanReadableCause: 'stale' } };
        const answer = {
          leaseId: input.leaseId,
          expiresAt: 'soon',
          isCancelled: renewal.state === 'cancelled',
          previewUrl: renewal.state === 'held' ? renewal.previewUrl : null,
        };
        return { renewLease: { __typename: 'LeaseRenewal', ...answer } };
      }
      case 'CompleteTask': {
        const answer = await studio.complete(input as never, null);
        if (answer.kind !== 'accepted') return { completeTask: { __typename: 'StaleLease' } };
        return {
          completeTask: {
            __typename: 'TaskCompletion',
            isLate: false,
            task: { id: 't', status: 'x' },
            next: [],
          },
        };
      }
      case 'FailTask':
        await studio.fail(input as never);
        return { failTask: { __typename: 'TaskFailureReceipt', isRetried: true } };
      case 'ReportPresence': {
        const state = await studio.reportPresence(input as never);
        if (state === 'unknownAgent') return { reportPresence: { __typename: 'NotFound' } };
        return { reportPresence: { __typename: 'AgentPresence', isDeaf: state === 'deaf' } };
      }
      case 'DrainAgent':
        await studio.drain();
        return { drainAgent: { __typename: 'Agent', id: 'agent-1', status: 'DRAINING' } };
      default:
        throw new Error(`the fake gateway does not know ${operation}`);
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
