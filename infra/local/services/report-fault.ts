import { LocalFault } from './local-fault.ts';

/** Says on stderr why nothing runs and ends with exit code 1: a fault by its sentence, a bug with its stack. */
export function reportFault(error: unknown): never {
  const text =
    error instanceof LocalFault ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
