import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ffmpegPath } from '@effect-studio/media/ffmpeg/binaries';
import { v7 as uuidv7 } from 'uuid';
import { Graph } from '../demo/graph.ts';
import { ProgressDisplay } from '../demo/progress-display.ts';
import type { DemoReport } from '../demo/report.ts';
import { runDemo } from '../demo/run-demo.ts';
import { signIn } from '../demo/sign-in.ts';
import { type RunningStudio, type StartStudioOptions, startStudio } from '../local/supervisor.ts';

const run = promisify(execFile);

/** A whole studio of its own, in processes, for one test file. */
export class StudioUnderTest {
  readonly studio: RunningStudio;
  readonly folder: string;

  private constructor(studio: RunningStudio, folder: string) {
    this.studio = studio;
    this.folder = folder;
  }

  /** @param options.web serves the built web apps too; default false @param options.env further variables */
  static async start({
    web = false,
    hosts,
    env: further = {},
  }: Pick<StartStudioOptions, 'hosts' | 'env'> & { web?: boolean } = {}): Promise<StudioUnderTest> {
    const folder = mkdtempSync(join(tmpdir(), 'studio-e2e-'));
    // The engines of the test run are not this studio's: it brings up its own, as a person's would.
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      FFMPEG_PATH: ffmpegPath(),
      // Tests look at dozens of pages a minute, all as one tenant.
      RATE_LIMIT_STANDARD_PER_MINUTE: '1000000',
      ...further,
    };
    const studio = await startStudio({
      hosts,
      env,
      stateDir: join(folder, 'state'),
      quiet: true,
      ports: 'ephemeral',
      only: ['api', 'workers', 'gpu-agent', ...(web ? (['web'] as const) : [])],
    });
    return new StudioUnderTest(studio, folder);
  }

  async stop(): Promise<void> {
    await this.studio.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Draws a clip with ffmpeg. @param source a lavfi source @param args further output arguments */
  async drawClip(name: string, source: string, ...args: string[]): Promise<string> {
    const path = join(this.folder, name);
    const output =
      args.length > 0 ? args : ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
    await run(ffmpegPath(), ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...output, path]);
    return path;
  }

  /** From example to gallery, as the demo does it. */
  demo(clips: { example: string; footage: string | null }): Promise<DemoReport> {
    const { urls, stateDir } = this.studio;
    return runDemo({
      ...clips,
      apiUrl: urls.api,
      graphqlUrl: urls.graphql,
      stateDir,
      wish: 'Warm and soft, please',
      out: null,
      display: new ProgressDisplay(null),
    });
  }

  /** A signed-in person on the public graph; close it. */
  async person(role: 'creator' | 'admin'): Promise<Graph> {
    const { urls, stateDir } = this.studio;
    const token = await signIn({ apiUrl: urls.api, stateDir, email: `${role}@studio.local` });
    return new Graph({ url: urls.graphql, token, correlationId: uuidv7() });
  }
}
