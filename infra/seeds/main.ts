import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findRunningStudio } from '../local/run-file.ts';
import { runToEnd } from '../local/run-to-end.ts';
import { LocalFault } from '../local/services/local-fault.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { startStudio } from '../local/supervisor.ts';
import { WORLD_TENANT_ID } from './world/world.ts';
import { SLICE_MS } from './world/world-plan.ts';

const USAGE = `npm run seed -- --world [--days N] [--seed TEXT] [--live]

Fills the demo world, a tenant of its own, with simulated history up to now: on the running studio, or on one that is
started for it. Again, it goes on from where it is; --days (default 180) and --seed count the first time only. With --live
it goes on every five minutes until you press Ctrl-C.`;

const { values } = parseArgs({
  options: {
    world: { type: 'boolean', default: false },
    days: { type: 'string', default: '180' },
    seed: { type: 'string', default: 'studio' },
    live: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const stateDir = path.join(repositoryRoot, '.studio');

async function main(): Promise<void> {
  if (values.help || !values.world) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 730) {
    throw new LocalFault('BAD_ARGUMENT', '--days takes a whole number from 1 to 730.');
  }
  if (!/^[\w-]{1,40}$/.test(values.seed)) {
    throw new LocalFault('BAD_ARGUMENT', '--seed takes 1 to 40 letters, digits, - or _.');
  }
  const running = findRunningStudio(stateDir);
  const started = running?.ready ? null : await startStudio({ stateDir, only: [] });
  const environment = (running?.ready ? running : findRunningStudio(stateDir))?.seedEnvironment;
  if (!environment) throw new LocalFault('NOT_READY', 'The studio is still starting; try again in a moment.');
  try {
    const report = await seedOnce(days, environment);
    process.stdout.write(
      `${report.runs} runs with ${report.attempts} attempts were added; the world began on ${report.origin.slice(0, 10)}.\n` +
        `${report.proposed} recommendations were put into its review queue.\n` +
        `Prove its books with: npm run economics -- verify --tenant ${WORLD_TENANT_ID}\n` +
        `Its admin signs in as ${report.signIn.email} with ${report.signIn.code} (one sign-in, within a day).\n`,
    );
    if (values.live) await goOn(days, environment);
  } finally {
    await started?.stop();
  }
}

interface SeedReport {
  runs: number;
  attempts: number;
  origin: string;
  proposed: number;
  signIn: { email: string; code: string };
}

async function seedOnce(days: number, environment: Record<string, string>): Promise<SeedReport> {
  const file = path.join(repositoryRoot, 'infra/processes/seed-world.ts');
  const output = await runToEnd('Seeding the world', file, [String(days), values.seed], environment);
  return JSON.parse(output.trim().split('\n').at(-1)!) as SeedReport;
}

/** Writes what happened meanwhile, every five minutes, until a person ends it. */
async function goOn(days: number, environment: Record<string, string>): Promise<void> {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  process.stdout.write('The world goes on every five minutes; Ctrl-C ends that.\n');
  while (!ended.signal.aborted) {
    // A slice is written once it is over.
    const waitMs = SLICE_MS - (Date.now() % SLICE_MS) + 1_000;
    await setTimeout(waitMs, undefined, { signal: ended.signal }).catch(() => undefined);
    if (ended.signal.aborted) return;
    const { runs } = await seedOnce(days, environment);
    process.stdout.write(`${new Date().toISOString()} ${runs} runs more\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof LocalFault ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
