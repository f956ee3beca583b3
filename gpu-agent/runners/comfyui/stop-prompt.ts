import type { ComfyUiClient } from './comfyui-client.ts';

const STOP_MS = 1_500;

/**
 * Stops one prompt and no other: out of the queue when it waits, by an interrupt when it is the one that runs. Nothing
 * happens when it is over. Never throws: whoever stops a prompt is done with it.
 */
export async function stopPrompt(client: ComfyUiClient, promptId: string): Promise<void> {
  // A signal of its own: the task's has fired.
  const call = { signal: AbortSignal.timeout(STOP_MS), tally: { count: 0, waitedMs: 0 } };
  try {
    await client.removeFromQueue(promptId, call);
    if ((await client.place(promptId, call)) === 'running') await client.interrupt(promptId, call);
  } catch {
    // ComfyUI is gone, and the prompt with it.
  }
}
