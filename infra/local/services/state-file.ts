import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a start remembers for the next one, in `state.json`. Holds no secret. */
export interface LocalState {
  /** Ports by service name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where PostgreSQL's programs and data lie when they cannot lie in the state directory. */
  readonly postgresHome?: string;
}

export interface StateFile {
  read(): LocalState;
  update(change: (current: LocalState) => LocalState): void;
}

/** Opens `state.json` of a state directory; an absent or broken file reads as empty. */
export function openStateFile(stateDir: string): StateFile {
  const file = path.join(stateDir, 'state.json');
  const read = (): LocalState => {
    try {
      const parsed: Partial<LocalState> = JSON.parse(readFileSync(file, 'utf8'));
      return { ...parsed, ports: parsed.ports ?? {} };
    } catch {
      return { ports: {} };
    }
  };
  return { read, update: (change) => writeJsonFile(file, change(read()), 0o644) };
}

/** Replaces a JSON file in one step: a reader sees the old content or the new, never half of it. */
export function writeJsonFile(file: string, content: unknown, mode: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode });
  renameSync(fresh, file);
}
