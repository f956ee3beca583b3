import { setTimeout as sleep } from 'node:timers/promises';
import { outputFilesOf } from './collect-output.ts';
import type { Call, ComfyUiClient } from './comfyui-client.ts';
import type { HistoryEntry } from './protocol.ts';

const ERASE_MS = 30_000;
/** Files written over at once. */
const LANES = 8;
const LOOK_EVERY_MS = 250;

/**
 * Writes over everything that a prompt put out, and has the prompt itself, graph and names, forgotten. ComfyUI has no way to
 * delete a file, so that an empty name remains. Never throws.
 * @returns how many files it had put out and could not be written over
 */
export async function erasePrompt(client: ComfyUiClient, promptId: string): Promise<number> {
  // A signal of its own: the task's may have fired.
  const call = { signal: AbortSignal.timeout(ERASE_MS), tally: { count: 0, waitedMs: 0 } };
  let left = 0;
  try {
    const entry = await endedEntry(client, promptId, call);
    const files = entry ? outputFilesOf(entry) : [];
    left = files.length;
    const lane = async (): Promise<void> => {
      for (let file = files.pop(); file; file = files.pop()) {
        await client.blank(file, call);
        left -= 1;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await client.forget(promptId, call);
  } catch {
    // ComfyUI does not answer any more.
  }
  return left;
}

/** What is kept of a prompt once it is over: an interrupt waits for the node that runs. Null: nothing is kept. */
async function endedEntry(client: ComfyUiClient, promptId: string, call: Call): Promise<HistoryEntry | null> {
  const entry = await client.history(promptId, call);
  if (entry) return entry;
  while ((await client.place(promptId, call)) !== 'absent') {
    await sleep(LOOK_EVERY_MS, undefined, { signal: call.signal });
  }
  return client.history(promptId, call);
}
