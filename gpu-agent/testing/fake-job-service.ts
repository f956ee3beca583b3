import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { inputArgs } from '@effect-studio/media/ffmpeg/input-arguments';
import type { Job, JobRequest } from '../runners/http-jobs/job-protocol.ts';
import type { WorkflowSpec } from '../runners/workflow-spec.ts';

interface HeldJob {
  request: JobRequest;
  job: Job;
  output: Buffer | null;
  begin(): void;
}

/** A job service on this machine that keeps to the protocol, renders for real, and can be troubled. */
export class FakeJobService {
  readonly jobs = new Map<string, HeldJob>();
  readonly deleted: string[] = [];
  readonly ranges: string[] = [];
  /** Answered to the next requests of a path instead; `breaksAfter` cuts the body off, `hangs` never answers. */
  readonly answers: {
    path: string;
    method?: string;
    status?: number;
    headers?: Record<string, string>;
    body?: string;
    breaksAfter?: number;
    hangs?: boolean;
  }[] = [];
  /** Jobs stay in this state. */
  holds: 'queued' | 'running' | null = null;
  fails: Job['error'] | null = null;
  token: string | null = null;
  readonly #workflows: readonly WorkflowSpec[];
  readonly #inputs = new Map<string, string>();
  readonly #server: Server;
  #folder = '';

  constructor(workflows: readonly WorkflowSpec[]) {
    this.#workflows = workflows;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  }

  static async start(workflows: readonly WorkflowSpec[]): Promise<FakeJobService> {
    const service = new FakeJobService(workflows);
    service.#folder = await mkdtemp(join(tmpdir(), 'fake-jobs-'));
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Lets jobs that were held go on. */
  release(): void {
    this.holds = null;
    for (const { begin } of this.jobs.values()) begin();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const body = await bodyOf(request);
    const json = (status: number, value: object, headers: object = {}): void => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(value));
    };
    const at = this.answers.findIndex(
      (answer) => url.startsWith(answer.path) && (answer.method ?? method) === method && !answer.breaksAfter,
    );
    const [instead] = at < 0 ? [] : this.answers.splice(at, 1);
    if (instead?.hangs) return;
    if (instead) return void response.writeHead(instead.status ?? 500, instead.headers).end(instead.body);
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
      return json(401, { title: 'Unauthorized' });
    }
    const [, kind = '', id = '', part = ''] = /^\/v1\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(url) ?? [];
    switch (`${method} ${kind}${part ? `/${part}` : ''}`) {
      case 'GET health':
        return json(200, { status: 'ok', version: '1.2.3' });
      case 'GET workflows':
        return json(200, {
          workflows: this.#workflows.map(({ id: name, digest }) => ({ id: name, digest })),
        });
      case 'PUT inputs': {
        const path = join(this.#folder, `${id}.mp4`);
        await writeFile(path, body);
        this.#inputs.set(id, path);
        return json(201, {});
      }
      case 'PUT jobs':
        this.#take(id, JSON.parse(body.toString('utf8')) as JobRequest, json);
        return;
      case 'GET jobs': {
        const held = this.jobs.get(id);
        return held ? json(200, held.job, { 'retry-after': '0.02' }) : json(404, { title: 'No such job' });
      }
      case 'DELETE jobs': {
        this.deleted.push(id);
        const held = this.jobs.get(id);
        if (held && held.job.status !== 'succeeded') held.job = { id, status: 'cancelled' };
        return json(202, {});
      }
      case 'GET jobs/output':
        return this.#give(this.jobs.get(id)?.output ?? null, url, request, response);
      default:
        return json(404, { title: 'No such route' });
    }
  }

  #give(output: Buffer | null, url: string, request: IncomingMessage, response: ServerResponse): void {
    if (!output) return void response.writeHead(404).end();
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    if (range) this.ranges.push(range[0]);
    const from = range ? Number(range[1]) : 0;
    const rest = output.subarray(from);
    response.writeHead(range ? 206 : 200, { 'content-type': 'video/mp4', 'content-length': rest.length });
    const at = this.answers.findIndex(({ path, breaksAfter }) => breaksAfter && url.startsWith(path));
    if (at < 0) return void response.end(rest);
    const [broken] = this.answers.splice(at, 1);
    response.write(rest.subarray(0, broken?.breaksAfter), () => setTimeout(() => response.destroy(), 20));
  }

  #take(id: string, request: JobRequest, json: (status: number, value: object) => void): unknown {
    const known = this.jobs.get(id);
    if (known) {
      const isSame = JSON.stringify(known.request) === JSON.stringify(request);
      return isSame ? json(200, known.job) : json(409, { title: 'Another job has this id' });
    }
    const workflow = this.#workflows.find((candidate) => candidate.id === request.workflowId);
    if (!workflow || workflow.digest.replace(/^sha256:/, '') !== request.digest) {
      return json(404, { title: 'No such workflow', detail: request.workflowId });
    }
    const input = this.#inputs.get(request.inputSha256);
    if (!input)
      return json(422, { title: 'No such input', faults: [{ path: 'inputSha256', message: 'was not put' }] });
    const held: HeldJob = { request, job: { id, status: 'queued' }, output: null, begin: () => undefined };
    this.jobs.set(id, held);
    const released = new Promise<void>((resolve) => {
      held.begin = resolve;
    });
    if (this.holds === 'running') held.job = { id, status: 'running', progress: 0.2 };
    const wait = this.holds ? released : Promise.resolve();
    void wait.then(() => this.#run(id, held, input)).catch(() => undefined);
    return json(202, held.job);
  }

  async #run(id: string, held: HeldJob, input: string): Promise<void> {
    if (held.job.status === 'cancelled') return;
    held.job = { id, status: 'running', progress: 0.5 };
    if (this.fails) {
      held.job = { id, status: 'failed', error: this.fails };
      return;
    }
    const path = join(this.#folder, `${id}-output.mp4`);
    const tags = ['-metadata', 'comment=private class_type prompt'];
    await runFfmpeg([...inputArgs(input), '-c', 'copy', ...tags, path], { timeoutMs: 60_000 });
    held.output = await readFile(path);
    const sha256 = createHash('sha256').update(held.output).digest('hex');
    if (held.job.status !== 'running') return;
    held.job = {
      id,
      status: 'succeeded',
      progress: 1,
      output: { sha256, sizeBytes: held.output.length },
      figures: { busyMs: 1_234, startupMs: 56 },
    };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
