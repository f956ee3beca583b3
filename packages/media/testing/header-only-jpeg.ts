/** Something that looks like a JPEG of a size from its segments (ITU-T T.81): a frame header and an empty scan. */
export function headerOnlyJpeg({ width, height }: { width: number; height: number }): Buffer {
  const u16 = (value: number): number[] => [value >> 8, value & 255];
  const startOfFrame = [0xff, 0xc0, ...u16(11), 8, ...u16(height), ...u16(width), 1, 1, 0x11, 0];
  const startOfScan = [0xff, 0xda, ...u16(8), 1, 1, 0, 0, 63, 0];
  return Buffer.from([0xff, 0xd8, ...startOfFrame, ...startOfScan, 0x00, 0xff, 0xd9]);
}
