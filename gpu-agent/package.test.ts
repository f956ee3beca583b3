import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ffmpegPath } from '@effect-studio/media/ffmpeg/binaries';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT_VERSION } from './config.ts';
import { WORKFLOW_CATALOGUE } from './runners/ffmpeg/workflow-catalogue.ts';

const run = promisify(execFile);
let folder: string;
let installed: string;
let packed: { filename: string; version: string; files: { path: string }[] };

/** npm as people run it, with a cache that has nothing. */
const npm = (args: string[], cwd: string) =>
  run('npm', [...args, '--no-audit', '--no-fund', '--offline'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: folder, npm_config_cache: join(folder, 'cache') },
  });

const agent = (args: string[], environment: Record<string, string> = {}) =>
  run(join(installed, 'node_modules/.bin/effect-studio-agent'), args, {
    cwd: installed,
    env: { PATH: process.env.PATH, HOME: folder, FFMPEG_PATH: ffmpegPath(), ...environment },
  }).catch((error: { code: number; stdout: string; stderr: string }) => error);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-package-'));
  installed = join(folder, 'installed');
  await mkdir(installed);
  const { stdout } = await npm(['pack', '--json', '--pack-destination', folder], import.meta.dirname);
  // What prepack says comes before.
  packed = JSON.parse(stdout.slice(stdout.search(/^\[/m)))[0];
  await npm(['install', '--omit=optional', join(folder, packed.filename)], installed);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the packed agent', () => {
  it('is one program with everything in it, and no source', () => {
    expect(packed.files.map(({ path }) => path).sort()).toEqual([
      'README.md',
      'dist/effect-studio-agent.mjs',
      'package.json',
    ]);
    expect(packed.version).toBe(AGENT_VERSION);
  });

  it('has its documents and imports nothing but Node', async () => {
    const program = await readFile(
      join(installed, 'node_modules/@effect-studio/gpu-agent/dist/effect-studio-agent.mjs'),
      'utf8',
    );
    expect(program).toContain('mutation LeaseTasks');
    const imported = [...program.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name!);
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it('tells the doctor’s findings, offline, in an empty folder', async () => {
    const answer = await agent(['--doctor', '--gateway', 'http://127.0.0.1:9/graphql']);
    expect(answer.stdout).toContain(`Can run ${WORKFLOW_CATALOGUE.length} workflows`);
    expect(answer.stdout).toContain('127.0.0.1:9/graphql does not answer');
    expect(answer).not.toHaveProperty('code');
  });

  it('tells every fault of its settings at once, and what it could run without them', async () => {
    const answer = await agent(['--doctor', '--concurrency', '99'], { GATEWAY_TOKEN_URL: 'nowhere' });
    expect(answer).toMatchObject({ code: 1 });
    for (const name of ['--gateway', '--concurrency', 'GATEWAY_TOKEN_URL'])
      expect(answer.stdout).toContain(`NO  settings: ${name}`);
    expect(answer.stdout).toContain(`Can run ${WORKFLOW_CATALOGUE.length} workflows`);
  });

  it('tells what is wrong with the declaration of one runner beside what the others can do', async () => {
    const declaration = join(folder, 'mill.json');
    const provider = { id: 'mill', name: 'Mill', adapter: 'mill', instanceType: 'mill.large' };
    const service = { url: 'http://127.0.0.1:9', tokenVariable: 'MILL_TOKEN' };
    const workflow = {
      ...{ id: 'mill-duotone', effectTypeId: 'duotone', variant: 'balanced', version: 1 },
      ...{ description: 'Ground.', settings: {}, cost: { fixedSeconds: 1, secondsPerMegapixel: 1 } },
    };
    await writeFile(declaration, JSON.stringify({ provider, service, workflows: [workflow] }));
    const answer = await agent([
      ...['--doctor', '--gateway', 'http://127.0.0.1:9/graphql'],
      ...['--runner', 'ffmpeg,http', '--provider', declaration],
    ]);
    expect(answer).toMatchObject({ code: 1 });
    expect(answer.stdout).toContain('NO  settings: MILL_TOKEN: is required');
    expect(answer.stdout).toContain(`Can run ${WORKFLOW_CATALOGUE.length} workflows`);
  });

  it('says why it can run nothing where there is no ffmpeg', async () => {
    const answer = await agent(['--doctor', '--gateway', 'http://127.0.0.1:9/graphql'], {
      FFMPEG_PATH: '/nowhere/ffmpeg',
    });
    expect(answer).toMatchObject({ code: 1 });
    expect(answer.stdout).toMatch(/NO {2}look-match-fast: .*\/nowhere\/ffmpeg/);
  });
});
