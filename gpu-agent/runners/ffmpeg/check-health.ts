import { ffmpegPath } from '@effect-studio/media/ffmpeg/binaries';
import { runMediaProcess } from '@effect-studio/media/ffmpeg/media-process';
import type { RunnerHealth } from '../runner.ts';
import type { FfmpegWorkflow } from './ffmpeg-workflow.ts';

const QUESTION_TIMEOUT_MS = 10_000;
const REQUIRED_ENCODERS = ['libx264', 'aac'];

/** Asks this machine's ffmpeg whether it has what the workflows need; names every filter and encoder missed. */
export async function checkHealth(
  workflows: readonly Pick<FfmpegWorkflow, 'requiredFilters'>[],
): Promise<RunnerHealth> {
  let version: string | null = null;
  try {
    version = (await ask('-version')).match(/^ffmpeg version (\S+)/)?.[1] ?? null;
    const filters = namesIn(await ask('-filters'));
    const encoders = namesIn(await ask('-encoders'));
    const wanted = new Set(workflows.flatMap((workflow) => workflow.requiredFilters));
    const faults = [
      ...[...wanted].filter((name) => !filters.has(name)).map((name) => `ffmpeg lacks the filter ${name}`),
      ...REQUIRED_ENCODERS.filter((name) => !encoders.has(name)).map(
        (name) => `ffmpeg lacks the encoder ${name}`,
      ),
    ];
    return faults.length === 0 && version !== null
      ? { healthy: true, version }
      : {
          healthy: false,
          version,
          faults: version === null ? ['ffmpeg does not tell its version', ...faults] : faults,
        };
  } catch (error) {
    return { healthy: false, version, faults: [error instanceof Error ? error.message : String(error)] };
  }
}

async function ask(question: string): Promise<string> {
  const chunks: Buffer[] = [];
  await runMediaProcess(ffmpegPath(), ['-hide_banner', question], {
    timeoutMs: QUESTION_TIMEOUT_MS,
    cpuSeconds: QUESTION_TIMEOUT_MS / 1_000,
    stdout: (chunk) => chunks.push(chunk),
    failureCode: 'FFMPEG_FAILED',
  });
  return Buffer.concat(chunks).toString('utf8');
}

/** Second column of ffmpeg's listings: ` TSC lut3d   V->V  …`, ` V....D libx264  …`. */
function namesIn(listing: string): Set<string> {
  return new Set(listing.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? ''));
}
