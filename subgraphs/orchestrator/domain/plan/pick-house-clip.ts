import { createHash } from 'node:crypto';

/** A house clip for a run without footage: any of them, but always the same for the same run. Null when there are none. */
export function pickHouseClip<Clip>(runId: string, clips: readonly Clip[]): Clip | null {
  const draw = createHash('sha256').update(`${runId}:footage`).digest().readUInt32BE(0);
  return clips[draw % Math.max(1, clips.length)] ?? null;
}
