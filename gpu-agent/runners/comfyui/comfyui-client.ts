import { createWriteStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { RunnerError } from '../runner-error.ts';
import type { ThrottleTally, Upstream } from '../upstream/upstream.ts';
import type { ComfyUiGraph } from './comfyui-workflow.ts';
import { type ObjectInfo, objectInfoSchema } from './object-info.ts';
import { type HistoryEntry, historyEntry } from './protocol.ts';

/** One file that a node put out. */
export interface OutputFile {
  filename: string;
  subfolder: string;
  type: string;
}

const systemStats = z.object({
  system: z.object({ comfyui_version: z.string().optional() }),
  devices: z.array(z.object({ name: z.string(), type: z.string(), vram_total: z.number() })).default([]),
});
export type SystemStats = z.infer<typeof systemStats>;

const uploaded = z.object({ name: z.string(), subfolder: z.string().optional() });

const nodeError = z.object({
  class_type: z.string().optional(),
  errors: z.array(
    z.object({
      type: z.string().optional(),
      message: z.string().optional(),
      details: z.string().optional(),
      extra_info: z.looseObject({ input_name: z.string().optional() }).optional(),
    }),
  ),
});
const refusal = z.object({
  error: z.object({ type: z.string(), message: z.string(), details: z.string().optional() }),
  node_errors: z.record(z.string(), nodeError).optional(),
});

/** An entry of `GET /queue`: `[number, prompt_id, …]`. */
const queueEntry = z.tuple([z.number(), z.string()], z.unknown());
const queue = z.object({ queue_running: z.array(queueEntry), queue_pending: z.array(queueEntry) });

/** Where a prompt stands. */
export type QueuePlace = 'running' | 'pending' | 'absent';

const UPLOAD_MS = 300_000;
const DOWNLOAD_MS = 300_000;

/** ComfyUI's HTTP routes. One execution's calls share a signal and a tally. */
export class ComfyUiClient {
  readonly #upstream: Upstream;

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  async systemStats(call: Call): Promise<SystemStats> {
    return systemStats.parse(await this.#json('/system_stats', call));
  }

  async objectInfo(call: Call): Promise<ObjectInfo> {
    return objectInfoSchema.parse(await this.#json('/object_info', call));
  }

  /** Puts a clip into ComfyUI's input folder; one of the same name is replaced. @returns what nodes call it */
  async upload(path: string, name: string, call: Call): Promise<string> {
    const form = new FormData();
    form.append('image', await openAsBlob(path), name);
    form.append('type', 'input');
    form.append('overwrite', 'true');
    const response = await this.#upstream.request('/upload/image', {
      ...call,
      method: 'POST',
      body: form,
      repeatable: true,
      timeoutMs: UPLOAD_MS,
    });
    if (!response.ok) throw unexpected('the upload', response.status);
    const answer = uploaded.parse(await response.json());
    return answer.subfolder ? `${answer.subfolder}/${answer.name}` : answer.name;
  }

  /**
   * Queues a graph under an id of ours. Not repeated: a lost answer does not say whether it was queued.
   * @throws RunnerError `WORKFLOW_REFUSED` with a fault per node and input
   */
  async submit(
    prompt: { promptId: string; clientId: string; graph: ComfyUiGraph },
    call: Call,
  ): Promise<void> {
    const response = await this.#upstream.request('/prompt', {
      ...call,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        prompt: prompt.graph,
        client_id: prompt.clientId,
        prompt_id: prompt.promptId,
      }),
    });
    if (response.ok) return void (await response.body?.cancel());
    const answer = refusal.safeParse(await response.json().catch(() => null));
    if (!answer.success) throw unexpected('the prompt', response.status);
    throw refusedPrompt(answer.data);
  }

  /** What is kept of a finished prompt; null while it waits, runs, or when nobody knows it. */
  async history(promptId: string, call: Call): Promise<HistoryEntry | null> {
    const answer = z
      .record(z.string(), historyEntry)
      .parse(await this.#json(`/history/${encodeURIComponent(promptId)}`, call));
    return answer[promptId] ?? null;
  }

  async place(promptId: string, call: Call): Promise<QueuePlace> {
    const { queue_running, queue_pending } = queue.parse(await this.#json('/queue', call));
    if (queue_running.some(([, id]) => id === promptId)) return 'running';
    return queue_pending.some(([, id]) => id === promptId) ? 'pending' : 'absent';
  }

  /** Takes a prompt out of the queue; one that runs already is not touched. */
  removeFromQueue(promptId: string, call: Call): Promise<void> {
    return this.#tell('/queue', { delete: [promptId] }, call);
  }

  /** Interrupts a prompt. Versions that do not know the id interrupt whatever runs: ask {@link place} first. */
  interrupt(promptId: string, call: Call): Promise<void> {
    return this.#tell('/interrupt', { prompt_id: promptId }, call);
  }

  /** Removes what is kept of a prompt, graph and all. */
  forget(promptId: string, call: Call): Promise<void> {
    return this.#tell('/history', { delete: [promptId] }, call);
  }

  free(call: Call): Promise<void> {
    return this.#tell('/free', { unload_models: true, free_memory: true }, call);
  }

  async download(file: OutputFile, path: string, call: Call): Promise<void> {
    const query = new URLSearchParams({ ...file });
    const response = await this.#upstream.request(`/view?${query}`, { ...call, timeoutMs: DOWNLOAD_MS });
    if (response.status === 404) {
      throw new RunnerError('OUTPUT_INVALID', `ComfyUI does not have its own output ${file.filename}`);
    }
    if (!response.ok || !response.body) throw unexpected('the output', response.status);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(path), { signal: call.signal });
  }

  async #json(path: string, call: Call): Promise<unknown> {
    const response = await this.#upstream.request(path, call);
    if (!response.ok) throw unexpected(path, response.status);
    return response.json();
  }

  async #tell(path: string, body: object, call: Call): Promise<void> {
    const response = await this.#upstream.request(path, {
      ...call,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      repeatable: true,
    });
    await response.body?.cancel();
    if (!response.ok) throw unexpected(path, response.status);
  }
}

export interface Call {
  signal: AbortSignal;
  tally: ThrottleTally;
}

const unexpected = (what: string, status: number): RunnerError =>
  new RunnerError('PROVIDER_UNAVAILABLE', `${what} was answered ${status}`);

function refusedPrompt({ error, node_errors = {} }: z.infer<typeof refusal>): RunnerError {
  const faults = Object.entries(node_errors).flatMap(([nodeId, { class_type = 'unknown', errors }]) =>
    errors.map(({ message, details, extra_info }) => {
      const input = extra_info?.input_name ? `, input ${extra_info.input_name}` : '';
      const said = [message, details].filter(Boolean).join(': ');
      return `node ${nodeId} (${class_type})${input}: ${said}`;
    }),
  );
  const what = [error.message, error.details].filter(Boolean).join(' ');
  return new RunnerError('WORKFLOW_REFUSED', `ComfyUI refuses the workflow (${error.type}): ${what}`, {
    faults,
  });
}
