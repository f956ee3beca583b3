import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A running checksum in the form that S3 puts on the wire: base64 of the big-endian digest. */
export interface RunningChecksum {
  update(piece: Buffer): void;
  digest(): string;
}

/** The header names of the checksums that can be verified; CRC64NVME is not among them. */
export const checksumHeaders = [
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
] as const;

export type ChecksumHeader = (typeof checksumHeaders)[number];

export function isChecksumHeader(name: string): name is ChecksumHeader {
  return checksumHeaders.some((candidate) => candidate === name);
}

export function startChecksum(header: ChecksumHeader): RunningChecksum {
  switch (header) {
    case 'x-amz-checksum-crc32':
      return crcChecksum((piece, value) => crc32(piece, value));
    case 'x-amz-checksum-crc32c':
      return crcChecksum(crc32c);
    case 'x-amz-checksum-sha1':
      return hashChecksum('sha1');
    case 'x-amz-checksum-sha256':
      return hashChecksum('sha256');
  }
}

function hashChecksum(algorithm: string): RunningChecksum {
  const hash = createHash(algorithm);
  return { update: (piece) => void hash.update(piece), digest: () => hash.digest('base64') };
}

function crcChecksum(advance: (piece: Buffer, value: number) => number): RunningChecksum {
  let value = 0;
  return {
    update: (piece) => {
      value = advance(piece, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes.toString('base64');
    },
  };
}

/** CRC-32C (Castagnoli; RFC 3720 appendix B.4), reflected polynomial 0x82F63B78. */
const castagnoli = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(piece: Buffer, start: number): number {
  let value = ~start;
  for (const byte of piece) value = (castagnoli[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}
