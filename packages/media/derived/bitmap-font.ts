/** Cell of one character in font pixels, spacing included. */
export const GLYPH_WIDTH = 6;
export const GLYPH_HEIGHT = 9;

/**
 * Five by seven pixels per character, drawn for this project: each letter of a code is one row, top
 * to bottom, its five bits (base 32, most significant left) the pixels. Machines without any font
 * can caption pictures with it.
 */
// biome-ignore format: one line per group reads as the table that it is
const ROWS: Readonly<Record<string, string>> = {
  A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'uhhhhhu', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhf',
  H: 'hhhvhhh', I: 'e44444e', J: '72222ic', K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh',
  O: 'ehhhhhe', P: 'uhhuggg', Q: 'ehhhlid', R: 'uhhukih', S: 'fgge11u', T: 'v444444', U: 'hhhhhhe',
  V: 'hhhhha4', W: 'hhhllla', X: 'hha4ahh', Y: 'hhha444', Z: 'v1248gv',
  0: 'ehjlphe', 1: '4c4444e', 2: 'eh1248v', 3: 'v2421he', 4: '26aiv22', 5: 'vgu11he', 6: '68guhhe',
  7: 'v124888', 8: 'ehhehhe', 9: 'ehhf12c',
  '.': '00000cc', ',': '0000cc8', ':': '0cc0cc0', ';': '0cc0cc8', '-': '000v000', '+': '044v440',
  '_': '000000v', '/': '01248g0', '(': '2488842', ')': '8422248', '[': 'e88888e', ']': 'e22222e',
  '%': 'op248j3', '=': '00v0v00', '<': '248g842', '>': '8421248', '#': 'aavavaa', '&': 'cik8lid',
  '*': '04levl4', '!': '4444404', '?': 'eh12404', "'": 'cc80000', '"': 'aa00000', '|': '4444444',
  '@': 'ehnlmge', '~': '008l200', ' ': '0000000',
};
const UNKNOWN = 'vhhhhhv';

/** A packed 8-bit RGB picture. */
export interface RgbImage {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Pixels that a text takes at a given scale. */
export function textWidth(text: string, scale: number): number {
  return text.length * GLYPH_WIDTH * scale;
}

/**
 * Writes one line of text, in capitals, into a picture; what does not fit is cut off.
 * @param at left and top edge in pixels
 * @param scale whole pixels per font pixel
 */
export function drawText(
  image: RgbImage,
  text: string,
  at: { x: number; y: number },
  scale: number,
  colour: readonly [number, number, number],
): void {
  [...text.toUpperCase()].forEach((character, position) => {
    const rows = ROWS[character] ?? UNKNOWN;
    for (let row = 0; row < rows.length; row++) {
      const bits = Number.parseInt(rows[row]!, 32);
      for (let column = 0; column < 5; column++) {
        if (((bits >> (4 - column)) & 1) === 0) continue;
        const x = at.x + (position * GLYPH_WIDTH + column) * scale;
        fillSquare(image, x, at.y + row * scale, scale, colour);
      }
    }
  });
}

function fillSquare(
  image: RgbImage,
  left: number,
  top: number,
  side: number,
  colour: readonly [number, number, number],
): void {
  for (let y = Math.max(0, top); y < Math.min(image.height, top + side); y++) {
    for (let x = Math.max(0, left); x < Math.min(image.width, left + side); x++) {
      image.rgb.set(colour, (y * image.width + x) * 3);
    }
  }
}
