/** What one render may take of the machine. */
export interface FfmpegLimits {
  /** Of decoding and of filtering, each; the encoder always has two, since its bytes depend on their number. Default 2. */
  threads?: number;
  /** MiB of data, default 4,096; held where `prlimit` exists. */
  memoryMiB?: number;
}
