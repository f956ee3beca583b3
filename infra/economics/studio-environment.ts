import path from 'node:path';
import { findRunningStudio } from '../local/run-file.ts';
import { repositoryRoot } from '../local/services/service-context.ts';

/** Why no studio was found, and what to do about it. */
export class NoStudio extends Error {}

/**
 * What a process needs to reach the engines of the studio that runs here; with DATABASE_URL the environment has to be
 * that of the studio as a whole.
 * @throws NoStudio in words for a person
 */
export function studioEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.DATABASE_URL) return { LOG_LEVEL: 'warn', ...env };
  const running = findRunningStudio(path.join(repositoryRoot, '.studio'));
  if (!running?.seedEnvironment) {
    throw new NoStudio(
      'No studio runs here. Start one with "npm start", or set DATABASE_URL and what else its processes are given.',
    );
  }
  return { ...running.seedEnvironment, LOG_LEVEL: env.LOG_LEVEL ?? 'warn' };
}
