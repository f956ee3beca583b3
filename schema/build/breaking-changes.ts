import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges, type GraphQLSchema } from 'graphql';
import type { Audience } from '../audiences/audience.ts';
import type { Contract } from '../audiences/contract.ts';
import { REPOSITORY } from './contexts.ts';

/** One change that a client written against the last committed contract may not survive. */
export interface BreakingChange {
  audience: Audience;
  change: string;
}

/** What an audience loses against the contract that it had. */
export function breakingChanges(audience: Audience, before: string, after: GraphQLSchema): BreakingChange[] {
  return findBreakingChanges(buildSchema(before), after).map(({ description }) => ({
    audience,
    change: description,
  }));
}

/** Against the last committed contracts: of `main` where this is a branch of it, else of the last commit. */
export function breakingChangesSinceCommitted(contracts: readonly Contract[]): BreakingChange[] {
  const base = baseCommit();
  return contracts.flatMap(({ audience, schema }) => {
    const before = committedText(base, audienceFile(audience));
    return before === null ? [] : breakingChanges(audience, before, schema);
  });
}

export const audienceFile = (audience: Audience): string => `schema/audiences/${audience}.graphql`;

/** Accepted changes are kept with their reasons; reviewers see them beside the contract that they change. */
export const ACCEPTED_FILE = 'schema/audiences/accepted-breaking-changes.json';

export type AcceptedChange = BreakingChange & { reason: string };

export function acceptedChanges(): AcceptedChange[] {
  return JSON.parse(readFileSync(REPOSITORY + ACCEPTED_FILE, 'utf8')) as AcceptedChange[];
}

function baseCommit(): string | null {
  const git = (...args: string[]): string | null => {
    try {
      return execFileSync('git', args, {
        cwd: REPOSITORY,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    } catch {
      return null;
    }
  };
  return git('merge-base', 'HEAD', 'main') ?? git('rev-parse', 'HEAD');
}

/** A file as it was committed; without git (an unpacked archive) there is nothing to compare with. */
function committedText(commit: string | null, file: string): string | null {
  if (!commit) return null;
  try {
    return execFileSync('git', ['show', `${commit}:${file}`], {
      cwd: REPOSITORY,
      encoding: 'utf8',
      maxBuffer: 16 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}

/** Changes of events that were accepted, with their reasons. */
export const ACCEPTED_EVENTS_FILE = 'schema/events/accepted-breaking-changes.json';

/** Events as they were committed last, by file name. */
export function committedEvents(): Map<string, string> {
  const base = baseCommit();
  if (!base) return new Map();
  const listed = committedFiles(base, 'schema/events/json/');
  return new Map(
    listed.flatMap((file) => {
      const text = committedText(base, file);
      return text === null ? [] : [[file.slice(file.lastIndexOf('/') + 1), text] as const];
    }),
  );
}

function committedFiles(commit: string, folder: string): string[] {
  try {
    const args = ['ls-tree', '--name-only', commit, folder];
    return execFileSync('git', args, {
      cwd: REPOSITORY,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .split('\n')
      .filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
}
