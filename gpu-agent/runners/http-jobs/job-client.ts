import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { RunnerError } from '../runner-error.ts';
import { retryAfterMs } from '../upstream/retry-after.ts';
import type { ThrottleTally, Upstream } from '../upstream/upstream.ts';
import { health, type Job, type JobRequest, job, problem, workflows } from './job-protocol.ts';

export interface Call {
  signal: AbortSignal;
  tally: ThrottleTally;
}

const TRANSFER_MS = 300_000;
const DOWNLOADS = 4;

/** The routes of a job service. */
export class JobClient {
  readonly #upstream: Upstream;

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  async health(call: Call): Promise<{ version: string }> {
    return this.#read('/v1/health', health, call);
  }

  /** What it can render now. */
  async workflows(call: Call): Promise<{ id: string; digest: string }[]> {
    return (await this.#read('/v1/workflows', workflows, call)).workflows;
  }

  /** Puts a clip under the name of its content: once is enough, twice does no harm. @returns its SHA-256, hex */
  async putInput(path: string, call: Call): Promise<string> {
    const { sha256 } = await digestOf(path);
    const response = await this.#upstream.request(`/v1/inputs/${sha256}`, {
      ...call,
      method: 'PUT',
      body: await openAsBlob(path),
      headers: { 'content-type': 'video/mp4' },
      repeatable: true,
      timeoutMs: TRANSFER_MS,
    });
    await response.body?.cancel();
    if (!response.ok) throw unexpected('the clip', response.status);
    return sha256;
  }

  /**
   * Asks for a job under an id of ours; asked again, it is the same job.
   * @throws RunnerError `INVALID_PARAMETERS` or `WORKFLOW_REFUSED` with what the service has against it
   */
  async putJob(id: string, request: JobRequest, call: Call): Promise<void> {
    const response = await this.#upstream.request(`/v1/jobs/${encodeURIComponent(id)}`, {
      ...call,
      method: 'PUT',
      body: JSON.stringify(request),
      headers: { 'content-type': 'application/json' },
      repeatable: true,
    });
    if (response.ok) return void (await response.body?.cancel());
    const said = problem.safeParse(await response.json().catch(() => null)).data ?? {};
    const message = [said.title, said.detail].filter(Boolean).join(': ') || `answered ${response.status}`;
    const faults = said.faults?.map((fault) => `${fault.path}: ${fault.message}`) ?? [];
    if (response.status === 422) throw new RunnerError('INVALID_PARAMETERS', message, { faults });
    if (response.status === 404 || response.status === 409) {
      throw new RunnerError('WORKFLOW_REFUSED', message, { faults });
    }
    throw unexpected('the job', response.status);
  }

  /** @returns the job, and how long the service asks to wait before it is asked again; null when it does not know it */
  async getJob(id: string, call: Call): Promise<{ job: Job; waitMs: number | null } | null> {
    const response = await this.#upstream.request(`/v1/jobs/${encodeURIComponent(id)}`, call);
    if (response.status === 404) return null;
    if (!response.ok) throw unexpected('the job', response.status);
    const waitMs = response.headers.has('retry-after') ? retryAfterMs(response.headers) : null;
    return { job: await parsed(response, job), waitMs };
  }

  async deleteJob(id: string, call: Call): Promise<void> {
    const response = await this.#upstream.request(`/v1/jobs/${encodeURIComponent(id)}`, {
      ...call,
      method: 'DELETE',
    });
    await response.body?.cancel();
  }

  /**
   * Fetches what a job made. A download that breaks off goes on where it stopped.
   * @throws RunnerError `OUTPUT_INVALID` when the bytes are not those that the service named
   */
  async download(id: string, wanted: NonNullable<Job['output']>, path: string, call: Call): Promise<void> {
    let failure: unknown = null;
    for (let attempt = 1; attempt <= DOWNLOADS; attempt += 1) {
      try {
        await this.#fetchRest(id, path, wanted.sizeBytes, call);
        const { sha256, sizeBytes } = await digestOf(path);
        if (sha256 === wanted.sha256 && sizeBytes === wanted.sizeBytes) return;
        failure = new RunnerError(
          'OUTPUT_INVALID',
          'the output differs from the SHA-256 that the service named',
        );
        await rm(path, { force: true });
      } catch (error) {
        if (error instanceof RunnerError) throw error;
        if (call.signal.aborted)
          throw new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
        failure = error;
      }
    }
    if (failure instanceof RunnerError) throw failure;
    throw new RunnerError('PROVIDER_UNAVAILABLE', 'the output could not be fetched', { cause: failure });
  }

  async #fetchRest(id: string, path: string, sizeBytes: number, call: Call): Promise<void> {
    const have = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    if (have >= sizeBytes) return;
    const response = await this.#upstream.request(`/v1/jobs/${encodeURIComponent(id)}/output`, {
      ...call,
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      timeoutMs: TRANSFER_MS,
    });
    if (response.status === 404 || response.status === 410) {
      throw new RunnerError('OUTPUT_INVALID', 'the service does not have its own output any more');
    }
    if (!response.ok || !response.body) throw unexpected('the output', response.status);
    const flags = response.status === 206 ? 'a' : 'w';
    await pipeline(Readable.fromWeb(response.body), createWriteStream(path, { flags }), {
      signal: call.signal,
    });
  }

  async #read<Schema extends z.ZodType>(path: string, schema: Schema, call: Call): Promise<z.output<Schema>> {
    const response = await this.#upstream.request(path, call);
    if (!response.ok) throw unexpected(path, response.status);
    return parsed(response, schema);
  }
}

async function parsed<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  const answer = schema.safeParse(await response.json().catch(() => null));
  if (answer.success) return answer.data;
  throw new RunnerError(
    'PROVIDER_UNAVAILABLE',
    `the service does not keep to the protocol: ${answer.error.message}`,
  );
}

const unexpected = (what: string, status: number): RunnerError =>
  new RunnerError('PROVIDER_UNAVAILABLE', `${what} was answered ${status}`);

async function digestOf(path: string): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
