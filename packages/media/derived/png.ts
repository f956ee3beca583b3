import { crc32, deflateSync } from 'node:zlib';
import type { RgbImage } from './bitmap-font.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TRUECOLOUR_8_BIT = [8, 2, 0, 0, 0];

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(body.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}

/** A picture as PNG (W3C PNG, third edition), 8-bit truecolour, every row filtered by `Sub`. */
export function encodePng(image: RgbImage): Buffer {
  const stride = image.width * 3;
  const filtered = Buffer.alloc((stride + 1) * image.height);
  for (let y = 0; y < image.height; y++) {
    const from = y * stride;
    const to = y * (stride + 1);
    filtered[to] = 1;
    for (let x = 0; x < stride; x++) {
      const left = x < 3 ? 0 : image.rgb[from + x - 3]!;
      filtered[to + 1 + x] = (image.rgb[from + x]! - left) & 0xff;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(image.width, 0);
  header.writeUInt32BE(image.height, 4);
  header.set(TRUECOLOUR_8_BIT, 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(filtered)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
