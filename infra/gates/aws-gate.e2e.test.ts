import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../demo/sign-in.ts';
import { StudioUnderTest } from '../e2e/studio-under-test.ts';

const run = promisify(execFile);

let world: StudioUnderTest;
let tokens: Record<string, string>;
beforeAll(async () => {
  world = await StudioUnderTest.start();
  const { urls, stateDir } = world.studio;
  const tokenOf = (email: string) => signIn({ apiUrl: urls.api, stateDir, email });
  tokens = {
    STUDIO_CREATOR_TOKEN: await tokenOf('creator@studio.local'),
    STUDIO_ADMIN_TOKEN: await tokenOf('admin@studio.local'),
  };
}, 180_000);
afterAll(() => world?.stop());

/** The gate as its npm script runs it, pointed at the studio of this test. */
async function gate(
  estimate: string,
  ...args: string[]
): Promise<{ code: number; said: string; result: string }> {
  const phase = join(world.folder, `phase-${estimate}`);
  const plan = join(phase, 'plans', 'journey.md');
  await mkdir(join(phase, 'plans'), { recursive: true });
  await writeFile(plan, `# Journey\n\nEstimated cost (USD): ${estimate}\n`);
  const env = { ...process.env, ...tokens, STUDIO_URL: world.studio.urls.api };
  const ended = await run(process.execPath, ['infra/gates/aws.ts', '--plan', plan, ...args], { env })
    .then(({ stdout }) => ({ code: 0, said: stdout }))
    .catch((error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }));
  const result = await readFile(join(phase, 'results', 'journey.md'), 'utf8').catch(() => '');
  return { ...ended, result };
}

describe('the gate of a deployed studio', () => {
  it('goes the whole journey through its public address, and writes down what came of it', async () => {
    const { code, said, result } = await gate('0.00');
    expect(said).toContain('The journey passed');
    expect(code).toBe(0);
    expect(result).toContain('# Result of journey: passed');
    expect(result).toContain('"status": "PUBLISHED"');
    expect(result).toContain(new URL(world.studio.urls.api).host);
  }, 240_000);

  it('begins nothing above $50 unless somebody is named who agreed', async () => {
    const refused = await gate('50.01');
    expect(refused).toMatchObject({ code: 1, result: '' });
    expect(refused.said).toContain('--approved-by');
  });
});
