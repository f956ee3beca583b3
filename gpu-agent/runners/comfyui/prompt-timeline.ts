import type { NodeTiming } from '../runner.ts';
import type { ComfyUiGraph } from './comfyui-workflow.ts';
import type { ComfyUiMessage, HistoryEntry } from './protocol.ts';
import { historyMessages } from './protocol.ts';

/** How a prompt ended. */
export type PromptEnd =
  | { kind: 'success' }
  | { kind: 'error'; nodeId: string; classType: string; exceptionType: string; message: string }
  | { kind: 'interrupted' };

/** What a prompt took, as far as it was seen. */
export interface PromptFigures {
  /** Nodes that ran, in order; null: some of the time nobody listened, so that they are not all known. */
  nodeTimings: NodeTiming[] | null;
  cachedNodeIds: string[];
  /** Work of the machine, loaders apart; 0 when everything was there from an earlier prompt. */
  busyMs: number;
  /** Nodes that load models. */
  startupMs: number;
}

/** What is known of one prompt: messages are added as they come, also twice or out of its history. */
export class PromptTimeline {
  readonly #promptId: string;
  readonly #graph: ComfyUiGraph;
  readonly #isLoader: (classType: string) => boolean;
  readonly #cached = new Set<string>();
  readonly #done = new Set<string>();
  readonly #timings: NodeTiming[] = [];
  /** Share of a running node, 0 to 1. */
  readonly #shares = new Map<string, number>();
  #running: { nodeId: string; at: number } | null = null;
  #hasGaps = false;
  #serverStartAt: number | null = null;
  #serverEndAt: number | null = null;
  #hasStarted = false;
  #end: PromptEnd | null = null;

  /** @param isLoader whether a kind of node loads models */
  constructor(promptId: string, graph: ComfyUiGraph, isLoader: (classType: string) => boolean) {
    this.#promptId = promptId;
    this.#graph = graph;
    this.#isLoader = isLoader;
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Null while it waits or runs. */
  get end(): PromptEnd | null {
    return this.#end;
  }

  /** Share of the graph's nodes that are done, running ones in part. */
  get progress(): number {
    const ids = Object.keys(this.#graph);
    const shareOf = (id: string): number =>
      this.#cached.has(id) || this.#done.has(id) ? 1 : (this.#shares.get(id) ?? 0);
    return ids.length === 0 ? 0 : ids.reduce((sum, id) => sum + shareOf(id), 0) / ids.length;
  }

  /** Nobody listened for a while. */
  missed(): void {
    if (this.#hasStarted && !this.#end) this.#hasGaps = true;
    this.#running = null;
  }

  /** @param at when it was received, in milliseconds of a clock that only runs forward */
  take(message: ComfyUiMessage, at: number): void {
    if (message.data.prompt_id !== this.#promptId || this.#end) return;
    switch (message.type) {
      case 'execution_start':
        this.#hasStarted = true;
        this.#serverStartAt = message.data.timestamp ?? null;
        return;
      case 'execution_cached':
        this.#hasStarted = true;
        for (const id of message.data.nodes) this.#cached.add(id);
        return;
      case 'executing':
        this.#leave(at);
        if (message.data.node !== null) {
          this.#hasStarted = true;
          this.#running = { nodeId: message.data.node, at };
        }
        return;
      case 'progress_state':
        for (const [id, { value, max, state }] of Object.entries(message.data.nodes)) {
          if (state === 'finished') this.#done.add(id);
          else if (max > 0) this.#shares.set(id, Math.min(1, value / max));
        }
        return;
      case 'progress':
        if (message.data.node && message.data.max > 0) {
          this.#shares.set(message.data.node, Math.min(1, message.data.value / message.data.max));
        }
        return;
      case 'executed':
        this.#done.add(message.data.node);
        return;
      case 'execution_success':
        this.#leave(at);
        this.#serverEndAt = message.data.timestamp ?? null;
        this.#end = { kind: 'success' };
        return;
      case 'execution_error':
        this.#leave(at);
        this.#end = {
          kind: 'error',
          nodeId: message.data.node_id ?? '-',
          classType: message.data.node_type ?? 'unknown',
          exceptionType: message.data.exception_type ?? '',
          message: (message.data.exception_message ?? 'no message').trim(),
        };
        return;
      case 'execution_interrupted':
        this.#leave(at);
        this.#end = { kind: 'interrupted' };
        return;
    }
  }

  /** What the server keeps of it: fills in what was missed. */
  takeHistory(entry: HistoryEntry, at: number): void {
    if (!this.#end && !this.#hasStarted) this.#hasGaps = true;
    for (const message of historyMessages(entry)) this.take(message, at);
    // An entry without a last message that is known: its status is all there is.
    if (!this.#end && entry.status.completed) this.#end = { kind: 'success' };
    if (!this.#end && entry.status.status_str === 'error') this.#end = { kind: 'interrupted' };
  }

  figures(): PromptFigures {
    const ran = this.#timings.filter(({ nodeId }) => !this.#cached.has(nodeId));
    const sum = (timings: readonly NodeTiming[]): number =>
      timings.reduce((total, { durationMs }) => total + durationMs, 0);
    const startupMs = sum(ran.filter(({ classType }) => this.#isLoader(classType)));
    const isAllCached = Object.keys(this.#graph).every((id) => this.#cached.has(id));
    const wholeMs =
      this.#hasGaps && this.#serverStartAt !== null && this.#serverEndAt !== null
        ? this.#serverEndAt - this.#serverStartAt
        : sum(ran);
    return {
      nodeTimings: this.#hasGaps ? null : ran,
      cachedNodeIds: [...this.#cached],
      busyMs: isAllCached ? 0 : Math.max(0, Math.round(wholeMs - startupMs)),
      startupMs: Math.round(startupMs),
    };
  }

  #leave(at: number): void {
    if (!this.#running) return;
    const { nodeId, at: since } = this.#running;
    this.#running = null;
    this.#done.add(nodeId);
    const classType = this.#graph[nodeId]?.class_type ?? 'unknown';
    this.#timings.push({ nodeId, classType, durationMs: Math.round(at - since) });
  }
}
