import { seededRandom } from './seeded-random.ts';

/** Ways in which a file is spoilt, as disks, networks and attackers do it. */
const MUTATIONS: readonly ((bytes: Buffer, random: () => number) => Buffer)[] = [
  // Single bits.
  (bytes, random) => {
    for (let n = 1 + random() * 20; n > 0; n--)
      bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
    return bytes;
  },
  // Bits near the beginning, where headers are.
  (bytes, random) => {
    const reach = Math.min(bytes.length, 2_000);
    for (let n = 1 + random() * 8; n > 0; n--)
      bytes[Math.floor(random() * reach)] = Math.floor(random() * 256);
    return bytes;
  },
  // Numbers as large as they come: sizes, counts, offsets.
  (bytes, random) => {
    const value = [0xffffffff, 0x7fffffff, 0x80000000, 0, 1][Math.floor(random() * 5)]!;
    bytes.writeUInt32BE(value, Math.floor(random() * (bytes.length - 4)));
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (bytes, random) => bytes.subarray(Math.floor(random() * bytes.length * 0.3)),
  // A stretch of nothing, a stretch twice, a stretch elsewhere.
  (bytes, random) => {
    const from = Math.floor(random() * bytes.length);
    return bytes.fill(0, from, Math.min(bytes.length, from + Math.floor(random() * 4_000)));
  },
  (bytes, random) => {
    const from = Math.floor(random() * bytes.length);
    return Buffer.concat([
      bytes.subarray(0, from),
      bytes.subarray(Math.max(0, from - 500), from),
      bytes.subarray(from),
    ]);
  },
  (bytes, random) => {
    const [from, to] = [Math.floor(random() * bytes.length), Math.floor(random() * bytes.length)];
    bytes.copy(bytes, to, from, Math.min(bytes.length, from + 600));
    return bytes;
  },
];

/** The mutant with this number: one to three mutations. The same seed, number and clip give the same bytes. */
export function mutantOf(clip: Buffer, seed: number, number: number): Buffer {
  const random = seededRandom(seed * 100_003 + number);
  let bytes: Buffer = Buffer.from(clip);
  for (let n = 1 + Math.floor(random() * 3); n > 0 && bytes.length > 8; n--) {
    bytes = Buffer.from(MUTATIONS[Math.floor(random() * MUTATIONS.length)]!(bytes, random));
  }
  return bytes;
}
