import type { Preview } from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import type { Call, ComfyUiClient } from './comfyui-client.ts';
import { ComfyUiSocket } from './comfyui-socket.ts';
import type { PromptEnd, PromptTimeline } from './prompt-timeline.ts';
import { type HistoryEntry, readMessage, readPreview } from './protocol.ts';

export interface FollowLimits {
  /** Milliseconds between two looks at the history while the socket says nothing. */
  pollMs: number;
  /** Longest wait in ComfyUI's queue, milliseconds. */
  scheduleToStartMs: number;
  /** Longest work, milliseconds. */
  startToCloseMs: number;
}

export interface Followed {
  end: PromptEnd;
  /** As ComfyUI keeps it; null after an interrupt that left nothing. */
  entry: HistoryEntry | null;
}

/** Who is told how a prompt goes. */
export interface PromptListener {
  /** Share done, 0 to 1. */
  progress(share: number): void;
  preview(preview: Preview): void;
}

/** Looks in a row that found the prompt nowhere until it counts as lost: between queue and history it is in neither. */
const LOST_AFTER = 3;

/**
 * Follows one prompt from its submission to its end: by the socket, and by history and queue when that drops or says
 * nothing. A prompt that nobody knows any more is lost, never done.
 * @param submit queues the prompt; called once the socket listens
 * @throws RunnerError `CANCELLED` at once when the signal fires, `JOB_LOST`, `OUT_OF_TIME`, or what `submit` and the client throw
 */
export async function followPrompt(
  prompt: { promptId: string; clientId: string; baseUrl: string },
  timeline: PromptTimeline,
  client: ComfyUiClient,
  limits: FollowLimits,
  call: Call,
  listener: PromptListener,
  submit: () => Promise<void>,
): Promise<Followed> {
  const bell = new Bell();
  const listening = new Promise<void>((resolve) => bell.onOpen(resolve));
  const socket = new ComfyUiSocket(prompt.baseUrl, prompt.clientId, {
    opened: () => bell.open(),
    text: (text) => {
      const message = readMessage(text);
      if (!message) return;
      timeline.take(message, performance.now());
      listener.progress(timeline.progress);
      if (timeline.end) bell.ring();
    },
    binary: (bytes) => {
      const preview = readPreview(bytes);
      if (preview) listener.preview(preview);
    },
    dropped: () => {
      timeline.missed();
      bell.ring();
    },
  });
  const onAbort = (): void => bell.ring();
  call.signal.addEventListener('abort', onAbort);
  try {
    // Where no socket can be had, the history says the same a little later.
    await Promise.race([listening, bell.rung(limits.pollMs)]);
    await submit();
    return await untilEnd(prompt.promptId, timeline, client, limits, call, bell);
  } finally {
    call.signal.removeEventListener('abort', onAbort);
    socket.close();
  }
}

async function untilEnd(
  promptId: string,
  timeline: PromptTimeline,
  client: ComfyUiClient,
  limits: FollowLimits,
  call: Call,
  bell: Bell,
): Promise<Followed> {
  const submittedAt = performance.now();
  let startedAt: number | null = null;
  for (let absences = 0; ; ) {
    if (call.signal.aborted) throw new RunnerError('CANCELLED', 'the task was cancelled');
    const entry = await client.history(promptId, call);
    if (entry) timeline.takeHistory(entry, performance.now());
    if (timeline.end && (entry || timeline.end.kind !== 'success')) return { end: timeline.end, entry };
    const place = timeline.end ? 'absent' : await client.place(promptId, call);
    absences = place === 'absent' ? absences + 1 : 0;
    if (absences >= LOST_AFTER) {
      const message =
        'ComfyUI does not know this prompt any more: it was restarted, or its queue or history cleared';
      throw new RunnerError('JOB_LOST', message);
    }
    const now = performance.now();
    if (place === 'running' || timeline.hasStarted) startedAt ??= now;
    refuseLateness(startedAt, submittedAt, now, limits);
    await bell.rung(limits.pollMs);
  }
}

function refuseLateness(
  startedAt: number | null,
  submittedAt: number,
  now: number,
  limits: FollowLimits,
): void {
  if (startedAt === null && now - submittedAt > limits.scheduleToStartMs) {
    const message = `the prompt waited ${Math.round(limits.scheduleToStartMs / 1_000)} s in ComfyUI's queue`;
    throw new RunnerError('OUT_OF_TIME', message, { timeout: 'scheduleToStart' });
  }
  if (startedAt !== null && now - startedAt > limits.startToCloseMs) {
    const message = `the prompt ran for ${Math.round(limits.startToCloseMs / 1_000)} s without an end`;
    throw new RunnerError('OUT_OF_TIME', message, { timeout: 'startToClose' });
  }
}

/** Wakes whoever waits; a ring that nobody waited for is not lost. */
class Bell {
  #isRung = false;
  #wake: (() => void) | null = null;
  #opened: (() => void) | null = null;

  onOpen(opened: () => void): void {
    this.#opened = opened;
  }

  open(): void {
    this.#opened?.();
    this.#opened = null;
  }

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  async rung(withinMs: number): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    this.#isRung = false;
  }
}
