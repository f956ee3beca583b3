import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkHealth } from './check-health.ts';
import { createFfmpegRunner } from './ffmpeg-runner.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** A program in ffmpeg's place that knows only these filters. */
async function installFfmpegWith(filters: readonly string[]): Promise<void> {
  const path = join(folder, 'ffmpeg');
  const script = `#!/bin/sh
case "$2" in
  -version) echo "ffmpeg version 6.1-small Copyright" ;;
  -filters) printf '%s\\n' ${filters.map((name) => `" TSC ${name}  V->V  text"`).join(' ')} ;;
  -encoders) echo " V....D libx264 text"; echo " A....D aac text" ;;
esac`;
  await writeFile(path, script, { mode: 0o755 });
  vi.stubEnv('FFMPEG_PATH', path);
}

describe('health check', () => {
  it('finds this machine able to render the whole catalogue', async () => {
    expect(await createFfmpegRunner().healthCheck()).toMatchObject({ healthy: true });
  });

  it('names the filter that is missing', async () => {
    await installFfmpegWith(['scale', 'crop']);
    expect(await checkHealth([{ requiredFilters: ['scale', 'lut3d'] }])).toEqual({
      healthy: false,
      version: '6.1-small',
      faults: ['ffmpeg lacks the filter lut3d'],
    });
  });

  it('says so when there is no ffmpeg', async () => {
    vi.stubEnv('FFMPEG_PATH', join(folder, 'absent'));
    expect(await checkHealth([])).toMatchObject({
      healthy: false,
      version: null,
      faults: [expect.any(String)],
    });
  });
});
