import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The accelerator of this machine; nulls on a machine without. */
export interface GpuInventory {
  gpuName: string | null;
  vramMiB: number | null;
  driverVersion: string | null;
}

const NONE: GpuInventory = { gpuName: null, vramMiB: null, driverVersion: null };

/** Reads the first line of `nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader,nounits`. */
export function parseNvidiaSmi(output: string): GpuInventory {
  const [name, memory, driver] = (output.split('\n')[0] ?? '').split(',').map((part) => part.trim());
  const vramMiB = Number(memory);
  if (!name || !memory || !Number.isInteger(vramMiB)) return NONE;
  return { gpuName: name, vramMiB, driverVersion: driver || null };
}

/** Asks the driver what is there; no driver or no answer means no accelerator. */
export async function readGpuInventory(): Promise<GpuInventory> {
  try {
    const arguments_ = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
    return parseNvidiaSmi((await run('nvidia-smi', arguments_, { timeout: 5_000 })).stdout);
  } catch {
    return NONE;
  }
}
