import { createWriteStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { RunnerError } from '../runner-error.ts';
import type { ThrottleTally, Upstream } from '../upstream/upstream.ts';
import type { ComfyUiGraph } from './comfyui-workflow.ts';
import { type ObjectInfo, objectInfoSchema } from './object-info.ts';
import { type HistoryEntry, historyEntry } from './protocol.ts';

/** A file in one of ComfyUI's folders. */
export interface ComfyUiFile {
  filename: string;
  subfolder: string;
  /** The folder: `input`, `output` or `temp`. */
  type: string;
}

const systemStats = z.object({
  system: z.object({ comfyui_version: z.string().optional() }),
  devices: z.array(z.object({ name: z.string(), type: z.string(), vram_total: z.number() })).default([]),
});
export type SystemStats = z.infer<typeof systemStats>;

const uploaded = z.object({ name: z.string(), subfolder: z.string().default(''), type: z.string() });

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

  /**
   * Puts a clip where it is wanted; one of the same name is replaced. @returns where it is
   * @throws RunnerError `INPUT_TOO_LARGE`
   */
  async upload(path: string, wanted: ComfyUiFile, call: Call): Promise<ComfyUiFile> {
    return this.#write(await openAsBlob(path), wanted, call);
  }

  /** Writes over what a file holds. There is no way to delete it. */
  async blank(file: ComfyUiFile, call: Call): Promise<void> {
    await this.#write(new Blob(['\0']), file, call);
  }

  /** Whether a file is there and has so many bytes. */
  async hasFile(file: ComfyUiFile, sizeBytes: number, call: Call): Promise<boolean> {
    const response = await this.#upstream.request(viewOf(file), { ...call, headers: { range: 'bytes=0-0' } });
    await response.body?.cancel();
    const [, whole] = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
    return response.status === 206 && Number(whole) === sizeBytes;
  }

  async #write(bytes: Blob, file: ComfyUiFile, call: Call): Promise<ComfyUiFile> {
    const form = new FormData();
    form.append('image', bytes, file.filename);
    form.append('type', file.type);
    form.append('subfolder', file.subfolder);
    form.append('overwrite', 'true');
    const response = await this.#upstream.request('/upload/image', {
      ...call,
      method: 'POST',
      body: form,
      repeatable: true,
      timeoutMs: UPLOAD_MS,
    });
    if (response.status === 413) {
      const most = 'start ComfyUI with a larger --max-upload-size';
      throw new RunnerError(
        'INPUT_TOO_LARGE',
        `this ComfyUI does not take a clip of ${bytes.size} bytes: ${most}`,
      );
    }
    if (!response.ok) throw unexpected('the upload', response.status);
    const { name, subfolder, type } = uploaded.parse(await response.json());
    return { filename: name, subfolder, type };
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

  async download(file: ComfyUiFile, path: string, call: Call): Promise<void> {
    const response = await this.#upstream.request(viewOf(file), { ...call, timeoutMs: DOWNLOAD_MS });
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

const viewOf = (file: ComfyUiFile): string => `/view?${new URLSearchParams({ ...file })}`;

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
