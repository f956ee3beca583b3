import path from 'node:path';
import { findRunningStudio } from '../local/run-file.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { startStudio } from '../local/supervisor.ts';
import { DemoFault } from './graph.ts';

/** Where a command finds the studio that it works on. */
export interface StudioAddress {
  apiUrl: string;
  graphqlUrl: string;
  stateDir: string;
}

/** Works on the running studio, or on one that is started for it and stopped afterwards. @param quiet no progress of the start */
export async function withStudio(
  quiet: boolean,
  work: (studio: StudioAddress) => Promise<void>,
): Promise<void> {
  const stateDir = path.join(repositoryRoot, '.studio');
  const running = findRunningStudio(stateDir);
  const started = running?.ready
    ? null
    : await startStudio({ stateDir, quiet, only: ['api', 'workers', 'gpu-agent'] });
  const urls = started?.urls ?? running?.urls;
  if (!urls) throw new DemoFault('The studio is still starting; try again in a moment.');
  try {
    await work({ apiUrl: urls.api, graphqlUrl: urls.graphql, stateDir });
  } finally {
    await started?.stop();
  }
}

/** Runs a command to its end: what it cannot do is said in words, and as JSON where that was asked for. */
export function runCommand(command: () => Promise<void>, isJson: boolean): void {
  command().catch((error: unknown) => {
    const text =
      error instanceof DemoFault
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    if (isJson) process.stdout.write(`${JSON.stringify({ status: 'FAILED', reason: text })}\n`);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  });
}
