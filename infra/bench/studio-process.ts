import { startStudio } from '../local/supervisor.ts';

/**
 * A whole studio as a process of its own, as `npm start` has it, over the state directory given as argument.
 * Says on standard output, in one line of JSON, when it is ready; ends on SIGTERM, or when the bench is gone.
 */
const stateDir = process.argv[2];
if (!stateDir) throw new Error('which state directory?');
const abort = new AbortController();
const starting = startStudio({ stateDir, ports: 'ephemeral', quiet: true, signal: abort.signal });

let isEnding = false;
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  abort.abort();
  const studio = await starting.catch(() => null);
  await studio?.stop();
  process.exit(code);
}
process.on('SIGTERM', () => void end(0));
process.on('SIGINT', () => void end(0));
process.stdin.on('end', () => void end(0)).resume();
if (process.channel) process.on('disconnect', () => void end(1));

try {
  const studio = await starting;
  const { urls } = studio;
  process.stdout.write(`${JSON.stringify({ api: urls.api, graphql: urls.graphql, pids: studio.pids() })}\n`);
} catch (error) {
  if (!isEnding) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
