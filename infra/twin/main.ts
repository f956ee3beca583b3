import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigFault } from '@effect-studio/gpu-agent/config';
import { readTwinFile } from '@effect-studio/gpu-agent/runners/twin/twin-file';
import { findRunningStudio } from '../local/run-file.ts';
import { runToEnd } from '../local/run-to-end.ts';
import { LocalFault } from '../local/services/local-fault.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { startStudio } from '../local/supervisor.ts';

const USAGE = `npm run twin -- [--file FILE] [--agents N] [--concurrency N]

Brings simulated providers into the running studio, or into one that is started for it: declares them with their prices
and starts agents that do their work, until you press Ctrl-C. They take part in benchmarks (npm run benchmark) and never
do a person's work.
  --file         their declaration (default infra/twin/three-providers.json)
  --agents       machines, 1 to 50 (default 1)
  --concurrency  tasks of each at the same time, 1 to 32 (default 4)`;

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: path.join(repositoryRoot, 'infra/twin/three-providers.json') },
    agents: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '4' },
    help: { type: 'boolean', default: false },
  },
});
const stateDir = path.join(repositoryRoot, '.studio');

async function main(): Promise<void> {
  if (values.help) {
    process.stderr.write(`${USAGE}\n`);
    return;
  }
  const agents = wholeNumber('--agents', values.agents, 50);
  const concurrency = wholeNumber('--concurrency', values.concurrency, 32);
  const file = path.resolve(values.file);
  const { providers } = await readTwinFile(file);
  const running = findRunningStudio(stateDir);
  const started = running?.ready ? null : await startStudio({ stateDir });
  try {
    const studio = running?.ready ? running : findRunningStudio(stateDir);
    if (!studio?.seedEnvironment || !studio.urls) {
      throw new LocalFault('NOT_READY', 'The studio is still starting; try again in a moment.');
    }
    const tokens = Array.from({ length: agents }, () => randomBytes(24).toString('base64url'));
    const declare = path.join(repositoryRoot, 'infra/processes/declare-twins.ts');
    const environment = { ...studio.seedEnvironment, TWIN_ENROLMENT_TOKENS: tokens.join(',') };
    await runToEnd('Declaring the twins', declare, [file], environment);
    process.stdout.write(
      `Declared and priced: ${providers.map(({ id }) => id).join(', ')}.\n` +
        `${agents} agents do their work; compare them with: npm run benchmark -- --effect ${providers[0]!.workflows[0]!.spec.effectTypeId}\n` +
        'Ctrl-C ends them.\n',
    );
    await runAgents(tokens, { file, concurrency, gateway: studio.urls.graphql, environment });
  } finally {
    await started?.stop();
  }
}

/** Runs one agent per token until a person ends them, or all have ended by themselves. */
async function runAgents(
  tokens: readonly string[],
  options: { file: string; concurrency: number; gateway: string; environment: NodeJS.ProcessEnv },
): Promise<void> {
  const { FFMPEG_PATH, FFPROBE_PATH, PATH, HOME } = options.environment;
  const children = tokens.map((token, index) => {
    const folder = path.join(stateDir, 'twin', String(index));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const args = ['--runner', 'twin', '--twin', options.file, '--name', `twin-${index}`];
    return spawn(
      process.execPath,
      [
        path.join(repositoryRoot, 'gpu-agent/main.ts'),
        ...['--gateway', options.gateway, '--key', path.join(folder, 'machine.json')],
        ...[...args, '--concurrency', String(options.concurrency), '--instance-type', 'twin'],
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { PATH, HOME, FFMPEG_PATH, FFPROBE_PATH, AGENT_ENROLMENT_TOKEN: token, LOG_LEVEL: 'warn' },
      },
    );
  });
  const stop = (): void => {
    for (const child of children) child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await Promise.all(children.map((child) => new Promise((resolve) => child.once('close', resolve))));
}

function wholeNumber(flag: string, value: string, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new LocalFault('BAD_ARGUMENT', `${flag} takes a whole number from 1 to ${most}.`);
}

await main().catch((error: unknown) => {
  if (!(error instanceof LocalFault) && !(error instanceof ConfigFault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
