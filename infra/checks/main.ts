import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `npm run check`: the fast gate. Every part runs, also after a failure, so that all faults are seen at once. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const bin = (name: string): string => `${ROOT}node_modules/.bin/${name}`;
/** Tools that start with `#!/usr/bin/env node` get the pinned Node, too. */
const environment = {
  ...process.env,
  PATH: `${ROOT}node_modules/.bin:${process.env.PATH ?? ''}`,
  NO_COLOR: '1',
};
const CODE = ['schema', 'subgraphs', 'gateway', 'gpu-agent', 'infra', 'packages', 'web-user', 'web-admin'];

interface Part {
  what: string;
  command: string;
  args: string[];
  /** What it says matters also when it passes: that it could not look. */
  isHeard?: true;
}

const parts: Part[] = [
  {
    what: 'contracts compose, generated files are current',
    command: process.execPath,
    args: ['schema/build/main.ts', '--check'],
  },
  {
    what: 'consumers understand events as they are told',
    command: process.execPath,
    args: ['infra/contracts/main.ts', '--check'],
  },
  { what: 'types of servers', command: bin('tsc'), args: ['-p', '.'] },
  { what: 'types of web-user', command: bin('tsc'), args: ['--noEmit', '-p', 'web-user'] },
  { what: 'types of web-admin', command: bin('tsc'), args: ['--noEmit', '-p', 'web-admin'] },
  {
    what: 'format and lint',
    command: bin('biome'),
    args: ['ci', '--diagnostic-level=error', '--colors=off', '.'],
  },
  {
    what: 'boundaries',
    command: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.json', '--output-type', 'err', ...CODE],
  },
  { what: 'no secrets in what is committed', command: process.execPath, args: ['infra/checks/secrets.ts'] },
  { what: 'licences of what is shipped', command: process.execPath, args: ['infra/checks/licences.ts'] },
  {
    what: 'no grave advisory against what is shipped',
    command: process.execPath,
    args: ['infra/checks/advisories.ts'],
    isHeard: true,
  },
];

let failed = 0;
for (const { what, command, args, isHeard } of parts) {
  const startedAt = performance.now();
  const { code, output } = await run(command, args);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${what} (${seconds} s)\n`);
  if (code !== 0) failed += 1;
  if (code !== 0 || (isHeard && output !== '')) process.stdout.write(`${output.trimEnd()}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
