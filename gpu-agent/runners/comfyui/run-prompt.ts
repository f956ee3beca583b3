import { RunnerError } from '../runner-error.ts';
import type { Call, ComfyUiClient } from './comfyui-client.ts';
import type { ComfyUiGraph } from './comfyui-workflow.ts';
import { type FollowLimits, followPrompt, type PromptListener } from './follow-prompt.ts';
import { failureOf, withFigures } from './prompt-outcome.ts';
import type { PromptTimeline } from './prompt-timeline.ts';
import type { HistoryEntry } from './protocol.ts';
import { stopPrompt } from './stop-prompt.ts';

/** A graph as it is queued, under an id of ours. */
interface Prompt {
  promptId: string;
  clientId: string;
  baseUrl: string;
  graph: ComfyUiGraph;
}

/**
 * Submits a graph and follows it to its good end; one that ends otherwise is stopped.
 * @returns when it was submitted, in milliseconds since the epoch, and what ComfyUI keeps of it
 * @throws RunnerError with what was worked until then
 */
export async function runPrompt(
  prompt: Prompt,
  timeline: PromptTimeline,
  client: ComfyUiClient,
  limits: FollowLimits,
  call: Call,
  listener: PromptListener,
): Promise<{ startedAtMs: number; entry: HistoryEntry }> {
  let startedAtMs = 0;
  try {
    const { end, entry } = await followPrompt(prompt, timeline, client, limits, call, listener, async () => {
      startedAtMs = Date.now();
      await submitOnce(prompt, client, call);
    });
    if (end.kind !== 'success') throw failureOf(end, timeline, call);
    return { startedAtMs, entry: entry! };
  } catch (error) {
    await stopPrompt(client, prompt.promptId);
    throw error instanceof RunnerError && error.busySeconds !== null
      ? error
      : withFigures(error, timeline, call);
  }
}

/** Queues a prompt once, also when the answer is lost on the way. */
async function submitOnce(prompt: Prompt, client: ComfyUiClient, call: Call): Promise<void> {
  try {
    await client.submit(prompt, call);
  } catch (error) {
    if (!(error instanceof RunnerError) || error.code !== 'PROVIDER_UNAVAILABLE') throw error;
    const isThere =
      (await client.place(prompt.promptId, call)) !== 'absent' ||
      (await client.history(prompt.promptId, call)) !== null;
    if (!isThere) await client.submit(prompt, call);
  }
}
