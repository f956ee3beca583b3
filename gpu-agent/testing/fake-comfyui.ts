import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { inputArgs } from '@effect-studio/media/ffmpeg/input-arguments';
import { type WebSocket, WebSocketServer } from 'ws';
import { checkGraph } from '../runners/comfyui/check-graph.ts';
import type { ComfyUiGraph } from '../runners/comfyui/comfyui-workflow.ts';
import { objectInfoSchema } from '../runners/comfyui/object-info.ts';
import recordedInfo from './comfyui-object-info.json' with { type: 'json' };

interface Prompt {
  id: string;
  clientId: string;
  number: number;
  graph: ComfyUiGraph;
}

/** How a node of the fake behaves; default: it takes `nodeMs` and works. */
type NodeBehaviour = { kind: 'raise'; exceptionType: string; message: string } | { kind: 'hang' };

/**
 * A ComfyUI in a test: its routes, its queue with one worker, its cache, its WebSocket messages and its refusals as they
 * were recorded of version 0.3.64. SaveVideo writes the uploaded clip with the prompt in its tags, as the real one does.
 */
export class FakeComfyUi {
  /** What lies in its folders, by `<type>/<subfolder>/<name>`: paths here. */
  readonly files = new Map<string, { path: string; version: number }>();
  /** Clips that were sent; files that were written over with next to nothing are not among them. */
  uploads = 0;
  readonly submitted: Prompt[] = [];
  readonly interrupts: (string | null)[] = [];
  readonly frees: unknown[] = [];
  readonly forgotten: string[] = [];
  /** By id of the node. */
  readonly behaviours = new Map<string, NodeBehaviour>();
  /** Answered to the next requests of a path instead; with `isDone` after they were carried out all the same. */
  readonly answers: {
    path: string;
    status: number;
    headers?: Record<string, string>;
    isDone?: boolean;
  }[] = [];
  objectInfo: Record<string, unknown> = structuredClone(recordedInfo);
  nodeMs = 5;
  /** Frames as pictures instead of one clip. */
  putsOutImages = false;
  sendsPreviews = false;
  vramMiB: number | null = 24_564;
  readonly #server: Server;
  readonly #sockets = new Map<string, WebSocket>();
  readonly #history = new Map<string, { outputs: object; status: object }>();
  readonly #cache = new Map<string, object>();
  #queue: Prompt[] = [];
  #running: Prompt | null = null;
  #interrupted: string | null = null;
  #wake: () => void = () => undefined;
  #folder = '';
  #isStopped = false;
  #number = 0;
  #version = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        // As the real one does with anything that it did not expect.
        response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
      });
    });
    const sockets = new WebSocketServer({ server: this.#server, path: '/ws' });
    sockets.on('connection', (socket, request) => {
      const sid = new URL(request.url ?? '', 'http://fake').searchParams.get('clientId') ?? 'none';
      this.#sockets.set(sid, socket);
      socket.on('error', () => undefined);
      this.#send(sid, 'status', { status: { exec_info: { queue_remaining: this.#remaining } }, sid });
    });
  }

  static async start(): Promise<FakeComfyUi> {
    const fake = new FakeComfyUi();
    fake.#folder = await mkdtemp(join(tmpdir(), 'fake-comfyui-'));
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    void fake.#work();
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#interrupted = this.#running?.id ?? null;
    this.#wake();
    for (const socket of this.#sockets.values()) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Every socket drops, as when a proxy between is restarted. */
  dropSockets(): void {
    for (const socket of this.#sockets.values()) socket.terminate();
    this.#sockets.clear();
  }

  /** Forgets queue and history, as after a restart. */
  loseEverything(): void {
    this.#interrupted = this.#running?.id ?? null;
    this.#running = null;
    this.#queue = [];
    this.#history.clear();
  }

  /** What remains of clips and results: bytes by place. */
  async contents(): Promise<Record<string, number>> {
    const sizes = [...this.files].map(async ([place, { path }]) => [place, (await stat(path)).size] as const);
    return Object.fromEntries(await Promise.all(sizes));
  }

  /** As when it starts anew: what is temporary is gone. */
  emptyTemp(): void {
    for (const place of [...this.files.keys()]) if (place.startsWith('temp/')) this.files.delete(place);
  }

  #put(place: string, path: string): void {
    this.#version += 1;
    this.files.set(place, { path, version: this.#version });
  }

  get #remaining(): number {
    return this.#queue.length + (this.#running ? 1 : 0);
  }

  #send(sid: string, type: string, data: object): void {
    this.#sockets.get(sid)?.send(JSON.stringify({ type, data }));
  }

  #tellStatus(): void {
    for (const sid of this.#sockets.keys())
      this.#send(sid, 'status', { status: { exec_info: { queue_remaining: this.#remaining } } });
  }

  async #work(): Promise<void> {
    while (!this.#isStopped) {
      const next = this.#queue.shift();
      if (!next) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#running = next;
      await this.#execute(next);
      if (this.#running?.id === next.id) this.#running = null;
      this.#tellStatus();
      this.#send(next.clientId, 'executing', { node: null, prompt_id: next.id });
    }
  }

  async #execute({ id, clientId, graph }: Prompt): Promise<void> {
    const messages: [string, object][] = [];
    const about = { prompt_id: id };
    const say = (type: string, data: object): void => {
      messages.push([type, data]);
      this.#send(clientId, type, data);
    };
    const outputs: Record<string, object> = {};
    const finish = (status: string): void => {
      const isSuccess = status === 'success';
      if (this.#running?.id !== id) return;
      this.#history.set(id, { outputs, status: { status_str: status, completed: isSuccess, messages } });
    };
    const versions = (name: string) => this.files.get(placeOf(name))?.version ?? 0;
    const keys = new Map(Object.keys(graph).map((nodeId) => [nodeId, signature(nodeId, graph, versions)]));
    const cached = Object.keys(graph).filter((nodeId) => this.#cache.has(keys.get(nodeId)!));
    say('execution_start', { ...about, timestamp: Date.now() });
    say('execution_cached', { nodes: cached, ...about, timestamp: Date.now() });
    const nodes: Record<string, object> = {};
    const tellNode = (nodeId: string, value: number, state: string): void => {
      const ids = {
        node_id: nodeId,
        ...about,
        display_node_id: nodeId,
        parent_node_id: null,
        real_node_id: nodeId,
      };
      nodes[nodeId] = { value, max: 1, state, ...ids };
      this.#send(clientId, 'progress_state', { ...about, nodes });
    };
    for (const [nodeId, node] of Object.entries(graph)) {
      const known = this.#cache.get(keys.get(nodeId)!);
      if (!known) {
        tellNode(nodeId, 0, 'running');
        this.#send(clientId, 'executing', { node: nodeId, display_node: nodeId, ...about });
        if (this.sendsPreviews) this.#sockets.get(clientId)?.send(previewOf(nodeId));
        const behaviour = this.behaviours.get(nodeId);
        if (behaviour?.kind === 'hang') while (this.#interrupted !== id && !this.#isStopped) await sleep(5);
        else await sleep(this.nodeMs);
        if (this.#interrupted === id) {
          this.#interrupted = null;
          const data = { ...about, node_id: nodeId, node_type: node.class_type, executed: [] };
          say('execution_interrupted', data);
          return finish('error');
        }
        if (behaviour?.kind === 'raise') {
          say('execution_error', {
            ...about,
            node_id: nodeId,
            node_type: node.class_type,
            executed: [],
            exception_message: behaviour.message,
            exception_type: behaviour.exceptionType,
            traceback: [],
          });
          return finish('error');
        }
      }
      const output = known ?? (await this.#outputOf(id, node, graph));
      this.#cache.set(keys.get(nodeId)!, output);
      if (Object.keys(output).length > 0) {
        outputs[nodeId] = output;
        this.#send(clientId, 'executed', { node: nodeId, display_node: nodeId, output, ...about });
      }
      if (!known || Object.keys(output).length > 0) tellNode(nodeId, 1, 'finished');
    }
    say('execution_success', { ...about, timestamp: Date.now() });
    finish('success');
  }

  async #outputOf(id: string, node: ComfyUiGraph[string], graph: ComfyUiGraph): Promise<object> {
    if (node.class_type !== 'SaveVideo') return {};
    const loader = Object.values(graph).find(({ class_type }) => class_type === 'LoadVideo');
    const input = this.files.get(placeOf(String(loader?.inputs.file)))?.path ?? '';
    const prefix = String(node.inputs.filename_prefix);
    const subfolder = prefix.split('/').slice(0, -1).join('/');
    const base = prefix.split('/').at(-1);
    if (this.putsOutImages) {
      const folder = await mkdtemp(join(this.#folder, 'frames-'));
      await runFfmpeg([...inputArgs(input), '-frames:v', '10', join(folder, '%05d.png')], {
        timeoutMs: 60_000,
      });
      const images = Array.from({ length: 10 }, (_, index) => {
        const filename = `${base}_${String(index + 1).padStart(5, '0')}_.png`;
        const path = join(folder, `${String(index + 1).padStart(5, '0')}.png`);
        this.#put(`output/${subfolder}/${filename}`, path);
        return { filename, subfolder, type: 'output' };
      });
      return { images };
    }
    const filename = `${base}_00001_.mp4`;
    const path = join(this.#folder, `${id}.mp4`);
    const tags = ['-movflags', 'use_metadata_tags', '-metadata', `prompt=${JSON.stringify(graph)}`];
    await runFfmpeg([...inputArgs(input), '-c', 'copy', ...tags, path], { timeoutMs: 60_000 });
    this.#put(`output/${subfolder}/${filename}`, path);
    return { images: [{ filename, subfolder, type: 'output' }], animated: [true] };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const answered = this.answers.findIndex(({ path }) => url.pathname.startsWith(path));
    const body = await bodyOf(request);
    const [instead] = answered < 0 ? [] : this.answers.splice(answered, 1);
    if (instead && !instead.isDone) {
      response.writeHead(instead.status, instead.headers).end();
      return;
    }
    const json = (value: unknown, status = 200): void => {
      response.writeHead(instead?.status ?? status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    switch (`${request.method} ${url.pathname.replace(/^(\/history)\/.*/, '$1/:id')}`) {
      case 'GET /system_stats':
        return json({
          system: { os: 'posix', ram_total: 25_276_514_304, comfyui_version: '0.3.64' },
          devices:
            this.vramMiB === null
              ? [{ name: 'cpu', type: 'cpu', index: null, vram_total: 25_276_514_304, vram_free: 1 }]
              : [
                  {
                    name: 'cuda:0 NVIDIA A10',
                    type: 'cuda',
                    index: 0,
                    vram_total: this.vramMiB * 1_048_576,
                    vram_free: 1,
                  },
                ],
        });
      case 'GET /object_info':
        return json(this.objectInfo);
      case 'GET /features':
        return json({ supports_preview_metadata: true, max_upload_size: 104_857_600 });
      case 'POST /upload/image': {
        const taken = await this.#takeUpload(request, body);
        if (!taken) return void response.writeHead(400).end();
        return json(taken);
      }
      case 'POST /prompt':
        this.#takePrompt(JSON.parse(body.toString('utf8')), json);
        return;
      case 'GET /queue': {
        const entry = ({ number, id, graph }: Prompt) => [number, id, graph, {}, []];
        return json({
          queue_running: this.#running ? [entry(this.#running)] : [],
          queue_pending: this.#queue.map(entry),
        });
      }
      case 'POST /queue': {
        const wanted = (JSON.parse(body.toString('utf8')).delete ?? []) as string[];
        this.#queue = this.#queue.filter(({ id }) => !wanted.includes(id));
        return json(null);
      }
      case 'POST /interrupt': {
        const { prompt_id: wanted = null } = JSON.parse(body.toString('utf8') || '{}') as {
          prompt_id?: string;
        };
        this.interrupts.push(wanted);
        if (wanted === null || wanted === this.#running?.id) this.#interrupted = this.#running?.id ?? null;
        return json(null);
      }
      case 'GET /history/:id': {
        const id = decodeURIComponent(url.pathname.split('/')[2] ?? '');
        const kept = this.#history.get(id);
        return json(kept ? { [id]: { prompt: [], ...kept, meta: {} } } : {});
      }
      case 'POST /history': {
        const wanted = (JSON.parse(body.toString('utf8')).delete ?? []) as string[];
        for (const id of wanted) this.#history.delete(id);
        this.forgotten.push(...wanted);
        return json(null);
      }
      case 'POST /free':
        this.frees.push(JSON.parse(body.toString('utf8')));
        return json(null);
      case 'GET /view': {
        const [type, subfolder, name] = ['type', 'subfolder', 'filename'].map((key) =>
          url.searchParams.get(key),
        );
        if (name?.includes('..')) return void response.writeHead(400).end();
        const file = this.files.get(`${type ?? 'output'}/${subfolder ?? ''}/${name}`);
        if (!file) return void response.writeHead(404).end();
        const bytes = await readFile(file.path);
        const isFirst = request.headers.range === 'bytes=0-0';
        const range = isFirst ? { 'content-range': `bytes 0-0/${bytes.length}` } : {};
        response.writeHead(isFirst ? 206 : 200, { 'content-type': 'video/mp4', ...range });
        response.end(isFirst ? bytes.subarray(0, 1) : bytes);
        return;
      }
      default:
        response.writeHead(404).end();
    }
  }

  /** Null: the name leads out of its folder. */
  async #takeUpload(request: IncomingMessage, body: Buffer): Promise<object | null> {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData();
    const file = form.get('image') as File;
    const type = String(form.get('type') ?? 'input');
    const subfolder = String(form.get('subfolder') ?? '');
    if (subfolder.includes('..') || file.name.includes('..')) return null;
    // A taken name gets a number, unless it is to be overwritten.
    const isTaken = this.files.has(`${type}/${subfolder}/${file.name}`) && form.get('overwrite') !== 'true';
    const name = isTaken ? file.name.replace(/(\.\w+)$/, ' (1)$1') : file.name;
    const path = join(this.#folder, `upload-${this.#version}.mp4`);
    await writeFile(path, Buffer.from(await file.arrayBuffer()));
    if (file.size > 1) this.uploads += 1;
    this.#put(`${type}/${subfolder}/${name}`, path);
    return { name, subfolder, type };
  }

  #takePrompt(
    given: { prompt?: ComfyUiGraph; client_id?: string; prompt_id?: string },
    json: (value: unknown, status?: number) => void,
  ): unknown {
    const refuse = (type: string, message: string, details: string, node_errors: object = {}): void =>
      json({ error: { type, message, details, extra_info: {} }, node_errors }, 400);
    if (!given.prompt) return refuse('no_prompt', 'No prompt provided', 'No prompt provided');
    const info = objectInfoSchema.parse(this.objectInfo);
    const stranger = Object.entries(given.prompt).find(([, { class_type }]) => !info[class_type]);
    if (stranger) {
      const [id, { class_type }] = stranger;
      const message = `Cannot execute because node ${class_type} does not exist.`;
      return refuse('invalid_prompt', message, `Node ID '#${id}'`);
    }
    if (!Object.values(given.prompt).some(({ class_type }) => info[class_type]?.output_node)) {
      return refuse('prompt_no_outputs', 'Prompt has no outputs', '');
    }
    const faults = checkGraph(given.prompt, info);
    if (faults.length > 0) {
      const { input } = faults.at(-1)!;
      const details = `Required input is missing: ${input}`;
      return refuse(
        'prompt_outputs_failed_validation',
        'Prompt outputs failed validation',
        details,
        nodeErrors(faults),
      );
    }
    const id = given.prompt_id ?? crypto.randomUUID();
    const prompt = { id, clientId: given.client_id ?? '', number: this.#number, graph: given.prompt };
    this.#number += 1;
    this.submitted.push(prompt);
    this.#queue.push(prompt);
    this.#wake();
    this.#tellStatus();
    return json({ prompt_id: id, number: prompt.number, node_errors: {} });
  }
}

function nodeErrors(faults: ReturnType<typeof checkGraph>): object {
  const byNode = Map.groupBy(faults, ({ nodeId }) => nodeId);
  return Object.fromEntries(
    [...byNode].map(([nodeId, ofNode]) => [
      nodeId,
      {
        errors: ofNode.map(({ input, what }) =>
          what === 'is required'
            ? {
                type: 'required_input_missing',
                message: 'Required input is missing',
                details: input,
                extra_info: { input_name: input },
              }
            : {
                type: 'custom_validation_failed',
                message: 'Custom validation failed for node',
                details: `${input} - ${what}`,
                extra_info: { input_name: input },
              },
        ),
        dependent_outputs: [],
        class_type: ofNode[0]!.classType,
      },
    ]),
  );
}

/** Where a file lies that a node names: `name`, `folder/name` or `folder/name [temp]`. */
function placeOf(name: string): string {
  const [, path = name, type = 'input'] = /^(.*) \[(input|output|temp)\]$/.exec(name) ?? [];
  const slash = path.lastIndexOf('/');
  return `${type}/${slash < 0 ? '' : path.slice(0, slash)}/${path.slice(slash + 1)}`;
}

/**
 * What a node's result depends on: its kind, its inputs, the same of all nodes before it, and when the file that it loads was
 * written.
 */
function signature(nodeId: string, graph: ComfyUiGraph, versionOf: (name: string) => number): string {
  const node = graph[nodeId]!;
  const inputs = Object.entries(node.inputs).map(([name, value]) =>
    Array.isArray(value) && typeof value[0] === 'string' && graph[value[0]]
      ? [name, signature(value[0], graph, versionOf), value[1]]
      : [name, value],
  );
  const version = node.class_type === 'LoadVideo' ? versionOf(String(node.inputs.file)) : 0;
  return JSON.stringify([node.class_type, inputs, version]);
}

/** Kind 4: length, metadata, picture. */
function previewOf(nodeId: string): Buffer {
  const metadata = Buffer.from(JSON.stringify({ image_type: 'image/jpeg', node_id: nodeId }));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(4, 0);
  head.writeUInt32BE(metadata.length, 4);
  return Buffer.concat([head, metadata, Buffer.from([0xff, 0xd8, 0xff, 0xd9])]);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
