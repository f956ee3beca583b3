import { drawClip, H264 } from './synthetic-clips.ts';

/** A place that ffmpeg draws: something that moves, with texture, light and colours of its own. */
interface GoldenScene {
  source: (size: string, rate: number) => string;
  filters: string;
}

const mandelbrot = (x: number, y: number, from: number, to: number) => (size: string, rate: number) =>
  `mandelbrot=size=${size}:rate=${rate}:start_x=${x}:start_y=${y}:start_scale=${from}:end_scale=${to}:end_pts=600`;
const gradients =
  (seed: number, colours: readonly string[], speed = 0.03) =>
  (size: string, rate: number) =>
    `gradients=size=${size}:rate=${rate}:speed=${speed}:seed=${seed}:nb_colors=${colours.length}:${colours.map((colour, i) => `c${i}=${colour}`).join(':')}`;

/**
 * Ten scenes that differ as the shots of a film do. Drawn by code, so that golden sets need no files.
 * Textures come from fractals, soft light from gradients; `geq` adds what a camera would see move.
 */
const SCENES: readonly GoldenScene[] = [
  { source: mandelbrot(-0.743643, 0.131825, 0.06, 0.045), filters: 'hue=h=30:s=0.7' },
  {
    source: gradients(7, ['0x204080', '0xd08040', '0x60a050', '0xf0e0c0']),
    filters:
      "format=gbrp,geq=r='clip(r(X,Y)*(0.75+0.25*sin(X/3+T*2)*sin(Y/5)),0,255)':g='clip(g(X,Y)*(0.75+0.25*sin(X/4+T*2)*sin(Y/3)),0,255)':b='b(X,Y)'",
  },
  {
    source: gradients(3, ['0x101828', '0x203048', '0x405060'], 0.01),
    filters:
      "format=gbrp,geq=r='r(X,Y)+190*exp(-(pow(X-W*(0.4+0.1*T),2)+pow((Y-H*0.5)*1.3,2))/(0.02*W*W))':g='g(X,Y)+140*exp(-(pow(X-W*(0.4+0.1*T),2)+pow((Y-H*0.5)*1.3,2))/(0.02*W*W))':b='b(X,Y)+110*exp(-(pow(X-W*(0.4+0.1*T),2)+pow((Y-H*0.5)*1.3,2))/(0.02*W*W))'",
  },
  {
    source: mandelbrot(-1.25066, 0.02012, 0.05, 0.045),
    filters: 'negate,hue=h=200:s=0.5,eq=brightness=-0.1',
  },
  {
    source: gradients(11, ['0xf8f0e0', '0xc0d8f0', '0xe0f0ff'], 0.02),
    filters:
      "format=gbrp,geq=r='if(gt(Y,H*0.62+H*0.06*sin((X+12*T)/11)),40+30*sin(X/2)*sin(Y/3),r(X,Y))':g='if(gt(Y,H*0.62+H*0.06*sin((X+12*T)/11)),90+40*sin(X/2)*sin(Y/3),g(X,Y))':b='if(gt(Y,H*0.62+H*0.06*sin((X+12*T)/11)),30+20*sin(X/2)*sin(Y/3),b(X,Y))'",
  },
  { source: mandelbrot(-0.1592, -1.0317, 0.09, 0.07), filters: 'hue=h=290:s=0.8,eq=contrast=1.1' },
  {
    source: gradients(19, ['0x400808', '0xa03010', '0xf0a040', '0x180404'], 0.04),
    filters:
      "format=gbrp,geq=r='r(X,Y)':g='clip(g(X,Y)+60*gt(mod(X+20*T,W/6),W/9),0,255)':b='clip(b(X,Y)+40*gt(mod(Y,H/5),H/8),0,255)'",
  },
  { source: mandelbrot(0.3, 0.02, 0.2, 0.17), filters: 'hue=h=120:s=0.4,eq=gamma=1.4' },
  {
    source: gradients(23, ['0x080820', '0x102040', '0x0a0a18'], 0.01),
    filters:
      "format=gbrp,geq=r='clip(r(X,Y)+220*exp(-pow(mod(X+18*T,W/3)-W/6,2)/30-pow(Y-H*0.4,2)/40),0,255)':g='clip(g(X,Y)+150*exp(-pow(mod(X+18*T,W/3)-W/6,2)/30-pow(Y-H*0.4,2)/40),0,255)':b='clip(b(X,Y)+60*exp(-pow(mod(X-9*T,W/4)-W/8,2)/20-pow(Y-H*0.75,2)/20),0,255)'",
  },
  {
    source: mandelbrot(-1.768778, 0.001738, 0.03, 0.026),
    filters: 'hue=h=60:s=0.6,eq=contrast=0.8:brightness=0.08',
  },
];

/** How many different scenes there are. */
export const GOLDEN_SCENES = SCENES.length;

/**
 * Draws one of the scenes.
 * @param index any integer; counted modulo {@link GOLDEN_SCENES}
 * @param options.filters applied on top, such as an effect
 */
export function drawScene(
  path: string,
  index: number,
  options: { seconds: number; size?: string; rate?: number; filters?: string; sound?: boolean },
): Promise<string> {
  const { seconds, size = '160x90', rate = 25 } = options;
  const { source, filters } = SCENES[index % SCENES.length]!;
  const chain = [filters, ...(options.filters ? [options.filters] : []), 'format=yuv420p'].join(',');
  const sources = [source(size, rate), ...(options.sound ? [`sine=frequency=${220 + 40 * index}`] : [])];
  return drawClip(path, sources, ['-vf', chain, '-t', String(seconds), ...H264, '-g', String(rate)]);
}

/** Soft light over fine texture, drifting: what footage looks like to statistics. Three places. */
const FOOTAGE = [
  {
    colours: ['0x204080', '0xd08040', '0x60a050', '0xf0e0c0', '0x802040', '0x101830'],
    texture: { x: -0.743643, y: 0.131825, from: 0.3, to: 0.25 },
  },
  {
    colours: ['0x2a3c28', '0x7f9a5c', '0xc8d8e8', '0x90785c', '0x344858'],
    texture: { x: -1.25066, y: 0.02012, from: 0.28, to: 0.24 },
  },
  {
    colours: ['0x40302c', '0xb08468', '0xe8c8a8', '0x5c6c7c', '0x1c2024'],
    texture: { x: -0.1592, y: -1.0317, from: 0.32, to: 0.27 },
  },
] as const;

/** How many kinds of {@link drawFootage} there are. */
export const FOOTAGE_KINDS = FOOTAGE.length;

/**
 * Draws a clip that passes for footage: no drawn edges, no patterns, colours of many hues.
 * @param kind any integer; counted modulo {@link FOOTAGE_KINDS}
 */
export function drawFootage(
  path: string,
  kind: number,
  options: {
    seconds: number;
    size?: string;
    rate?: number;
    filters?: string;
    sound?: boolean;
    seed?: number;
  },
): Promise<string> {
  const { seconds, size = '320x180', rate = 25, seed = 7 } = options;
  const { colours, texture } = FOOTAGE[kind % FOOTAGE.length]!;
  const light = gradients(seed, colours, 0.02)(size, rate);
  const detail = mandelbrot(texture.x, texture.y, texture.from, texture.to)(size, rate);
  const chain = ['gblur=1', ...(options.filters ? [options.filters] : []), 'format=yuv420p'].join(',');
  const sound = options.sound ? ['sine=frequency=330'] : [];
  const graph = `[1:v]format=gbrp[t];[0:v]format=gbrp[c];[c][t]blend=all_mode=average,${chain}[v]`;
  return drawClip(
    path,
    [light, detail, ...sound],
    [
      ...['-filter_complex', graph, '-map', '[v]', ...(options.sound ? ['-map', '2:a', '-c:a', 'aac'] : [])],
      ...['-t', String(seconds), ...H264, '-g', String(rate)],
    ],
  );
}
