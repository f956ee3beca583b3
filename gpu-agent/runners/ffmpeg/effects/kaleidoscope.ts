import { z } from 'zod';
import { escapeFilterValue, filterNumber } from '../filter-text.ts';
import type { FrameSize, PlanInput, RenderPlan } from '../render-plan.ts';

const settingsSchema = z.object({
  /** Mirrored wedges; 4 are folded by flipping, which is quick. */
  wedges: z.union([z.literal(4), z.literal(6), z.literal(8)]),
  /** Side of the picture that is folded, as a multiple of the frame's: 2 smooths the seams. */
  oversampling: z.union([z.literal(1), z.literal(2)]),
});
export type KaleidoscopeSettings = z.infer<typeof settingsSchema>;

/** Radians per second by which the tube is turned. */
const TURN_RATE = 0.3;
/** Share of the frame's radius that a wedge reads, so that it never leaves the picture far. */
const REACH = 0.92;

/** Plans the kaleidoscope: mirrored wedges of a picture that slowly turns. */
export function planKaleidoscope({ settings, frame, folder }: PlanInput): RenderPlan {
  const { wedges, oversampling } = settingsSchema.parse(settings);
  const notes = [`${wedges} mirrored wedges`];
  if (wedges === 4) return { graph: quadrants(frame), luts: {}, notes };
  const size = { width: frame.width * oversampling, height: frame.height * oversampling };
  const { x, y } = foldMaps(size, wedges);
  const map = (name: string, to: string) =>
    `movie=filename=${escapeFilterValue(`${folder}/${name}`)}:f=pgm_pipe,format=gray16[${to}]`;
  // Turned and enlarged by the diagonal, so that no corner is empty whatever the angle; oversampled after that, which costs
  // a third of turning the large picture.
  const cover = filterNumber(Math.hypot(frame.width, frame.height) / Math.min(frame.width, frame.height), 4);
  const enlarged = `scale=${evenly(frame.width * Number(cover))}:${evenly(frame.height * Number(cover))}:flags=bicubic`;
  const oversampled = oversampling > 1 ? `,scale=${size.width}:${size.height}:flags=bicubic` : '';
  return {
    graph: [
      map('fold-x.pgm', 'mapX'),
      map('fold-y.pgm', 'mapY'),
      `[source]${enlarged},format=gbrp,rotate=a='${TURN_RATE}*t':ow=${frame.width}:oh=${frame.height}:bilinear=1${oversampled}[turned]`,
      `[turned][mapX][mapY]remap=format=color${oversampling > 1 ? `,scale=${frame.width}:${frame.height}:flags=area` : ''}[styled]`,
    ].join(';'),
    luts: {},
    pictures: { 'fold-x.pgm': x, 'fold-y.pgm': y },
    notes,
  };
}

/** A window that wanders over the picture, mirrored to both sides and downwards. */
function quadrants({ width, height }: FrameSize): string {
  const [w, h] = [evenly(width / 2), evenly(height / 2)];
  return [
    `[source]crop=${w}:${h}:x='(iw-ow)/2+iw/6*sin(${TURN_RATE}*2*t)':y='(ih-oh)/2+ih/8*cos(${TURN_RATE}*3*t)',split[a][b]`,
    '[b]hflip[bh]',
    '[a][bh]hstack,split[t][u]',
    '[u]vflip[uv]',
    `[t][uv]vstack,scale=${width}:${height}[styled]`,
  ].join(';');
}

/** Where each pixel of a folded picture comes from: 16-bit PGM files (Netpbm P5), one per axis. */
function foldMaps({ width, height }: FrameSize, wedges: number): { x: Uint8Array; y: Uint8Array } {
  const head = Buffer.from(`P5\n${width} ${height}\n65535\n`, 'latin1');
  const [x, y] = [head, head].map((bytes) => {
    const file = Buffer.alloc(bytes.length + 2 * width * height);
    bytes.copy(file);
    return file;
  }) as [Buffer, Buffer];
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const wedge = (2 * Math.PI) / wedges;
  for (let row = 0, at = head.length; row < height; row++) {
    for (let column = 0; column < width; column++, at += 2) {
      const [dx, dy] = [column - centreX, row - centreY];
      const radius = REACH * Math.sqrt(dx * dx + dy * dy);
      let angle = (Math.atan2(dy, dx) + Math.PI / 2 + 4 * Math.PI) % wedge;
      if (angle > wedge / 2) angle = wedge - angle;
      x.writeUInt16BE(mirrored(centreX + radius * Math.cos(angle), width), at);
      y.writeUInt16BE(mirrored(centreY + radius * Math.sin(angle), height), at);
    }
  }
  return { x, y };
}

/** A coordinate inside the picture: what leaves it comes back from the edge. */
function mirrored(value: number, size: number): number {
  const last = size - 1;
  const folded = Math.abs(value) % (2 * last);
  return Math.round(folded > last ? 2 * last - folded : folded);
}

const evenly = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2));
