import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PortBook } from './ports.ts';
import { type LocalSecrets, openSecrets } from './secrets.ts';
import { openStateFile } from './state-file.ts';

/** What every embedded service needs to know about the place that it runs in. */
export interface ServiceContext extends PortBook {
  readonly stateDir: string;
  /** Downloaded programs; shared by all state directories of a checkout and kept by `--reset`. */
  readonly toolsDir: string;
  /** Generated, the same on every start of this state directory. */
  readonly secrets: LocalSecrets;
  readonly durable: boolean;
  /** The port to try first, or `'ephemeral'` when this studio is to be beside others. */
  preferredPort(port: number): number | 'ephemeral';
}

export interface ServiceContextOptions {
  readonly stateDir: string;
  /** `'ephemeral'`: the system chooses every port and none is remembered. Default `'remembered'`. */
  readonly ports?: 'remembered' | 'ephemeral';
  /** False: data may be lost when the machine (not a process) goes down; for tests. Default true. */
  readonly durable?: boolean;
  /** Added to every preferred port, to keep two kinds of state directory apart. Default 0. */
  readonly portOffset?: number;
}

/** The repository's root folder. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export function createServiceContext(options: ServiceContextOptions): ServiceContext {
  const stateDir = path.resolve(options.stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o755 });
  return {
    stateDir,
    toolsDir: path.join(repositoryRoot, '.studio', 'tools'),
    state: openStateFile(stateDir),
    givenPorts: new Map(),
    durable: options.durable ?? true,
    secrets: openSecrets(stateDir),
    preferredPort: (port) => (options.ports === 'ephemeral' ? 'ephemeral' : port + (options.portOffset ?? 0)),
  };
}
