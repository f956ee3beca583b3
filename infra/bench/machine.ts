import os from 'node:os';

/** The machine that a result belongs to; numbers of different machines are not compared. */
export interface MachineFacts {
  cpu: string;
  cores: number;
  memoryGiB: number;
  /** Such as `24.21.0`. */
  node: string;
  /** Such as `linux-x64 6.12.0`. */
  platform: string;
}

export function machineFacts(): MachineFacts {
  return {
    cpu: os.cpus()[0]?.model.trim() || 'unknown processor',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch} ${os.release()}`,
  };
}
