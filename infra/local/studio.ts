import path from 'node:path';
import { parseArgs } from 'node:util';
import { studioMode } from './environment.ts';
import { resetStateDir } from './reset.ts';
import { claimStateDir, releaseStateDir } from './run-file.ts';
import { LocalFault } from './services/local-fault.ts';
import { reportFault } from './services/report-fault.ts';
import { repositoryRoot } from './services/service-context.ts';
import { type RunningStudio, startStudio } from './supervisor.ts';

/** Behind `npm start`: brings a studio up, says where it is, and ends it on Ctrl-C. */
const usage = `npm start [-- --reset] [--dev]
  --reset  forget the stored data first (downloaded tools stay)
  --dev    serve the web apps from source with Vite`;

const stateDir = path.join(repositoryRoot, '.studio');
const startedMs = performance.now();
const abort = new AbortController();
try {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  if (options.reset) {
    claimStateDir(stateDir);
    await resetStateDir(stateDir);
    releaseStateDir(stateDir);
  }
  process.stdout.write('Effect Studio\n');
  const starting = startStudio({ stateDir, dev: options.dev, signal: abort.signal });
  endOnSignal(starting, abort);
  describe(await starting);
} catch (error) {
  if (!abort.signal.aborted) reportFault(error);
}

function readArguments() {
  try {
    const boolean = { type: 'boolean', default: false } as const;
    return parseArgs({ options: { reset: boolean, dev: boolean, help: boolean } }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocalFault('USAGE', `${reason}\n${usage}`);
  }
}

function endOnSignal(starting: Promise<RunningStudio>, abort: AbortController): void {
  let ending = false;
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    process.stdout.write('\nStopping.\n');
    // A start under way is cut short and takes down what it brought up; a finished one is stopped here.
    abort.abort();
    const studio = await starting.catch(() => null);
    await studio?.stop();
    process.exit(code);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  process.on('SIGHUP', () => void end(0));
  if (process.channel) {
    // The launcher was killed: nobody is left who could end this.
    process.on('disconnect', () => void end(1));
    process.channel.unref();
  }
}

function describe(studio: RunningStudio): void {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const lines = ['', `Ready in ${seconds} s.`, ''];
  lines.push(`  Studio     ${studio.urls.webUser}`, `  Dashboard  ${studio.urls.webAdmin}`);
  lines.push(`  Graph      ${studio.urls.graphql}`, '');
  if (studio.signIns.length > 0) lines.push('One-time sign-in codes:');
  for (const { role, email, code } of studio.signIns) lines.push(`  ${role.padEnd(9)}  ${email}  ${code}`);
  if (studioMode(process.env) === 'production') {
    lines.push('No sign-ins were seeded: DATABASE_URL or OIDC_ISSUER is set.');
  }
  lines.push('', 'Ctrl-C stops everything. Logs: .studio/logs/');
  process.stdout.write(`${lines.join('\n')}\n`);
}
