import type { EffectName } from '../domain/effects/style-taxonomy.ts';

/** A clip made by code with what a person sees in it. */
export interface GoldenLook {
  name: string;
  /** Kind of footage that it is made of. */
  kind: number;
  /** What was done to it. */
  filters: string;
  /** Effects that a person names. */
  shows: readonly EffectName[];
  /** Effects that nobody would name. */
  lacks: readonly EffectName[];
  /** The effect type that should be offered first. */
  best: string;
}

const SEPIA = 'colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131';
const MADE: readonly EffectName[] = ['cartoon', 'neon', 'glitch', 'dream', 'noir', 'kaleidoscope'];
const madeBut = (...names: EffectName[]) => MADE.filter((name) => !names.includes(name));

/** Sixteen looks, labelled by hand. Size 320×180, 25 frames a second. */
export const GOLDEN_LOOKS: readonly GoldenLook[] = [
  {
    name: 'plain daylight',
    kind: 0,
    filters: 'null',
    shows: [],
    lacks: [...MADE, 'sepia', 'flicker', 'film-grain'],
    best: 'look-match',
  },
  {
    name: 'plain texture',
    kind: 1,
    filters: 'null',
    shows: [],
    lacks: [...MADE, 'sepia', 'monochrome'],
    best: 'look-match',
  },
  {
    name: 'sepia film',
    kind: 2,
    filters: `${SEPIA},noise=alls=16:allf=t,vignette=PI/4`,
    shows: ['sepia', 'film-grain'],
    lacks: madeBut(),
    best: 'vintage-film',
  },
  {
    name: 'flickering film',
    kind: 0,
    filters: "noise=alls=14:allf=t,eq=brightness='0.06*sin(n*2.1)':eval=frame",
    shows: ['film-grain', 'flicker'],
    lacks: madeBut(),
    best: 'vintage-film',
  },
  {
    name: 'two inks',
    kind: 2,
    filters: "format=gray,format=gbrp,lutrgb=r='30+val*0.85':g='10+val*0.5':b='90+val*0.3'",
    shows: ['duotone'],
    lacks: madeBut(),
    best: 'duotone',
  },
  {
    name: 'black and white',
    kind: 2,
    filters: 'hue=s=0',
    shows: ['monochrome'],
    lacks: ['sepia', 'duotone', 'glitch', 'kaleidoscope'],
    best: 'look-match',
  },
  {
    name: 'hard black and white',
    kind: 2,
    filters: "hue=s=0,curves=all='0/0 0.3/0.02 0.5/0.55 0.7/0.98 1/1'",
    shows: ['monochrome', 'noir'],
    lacks: ['glitch', 'kaleidoscope', 'neon'],
    best: 'noir',
  },
  {
    name: 'split channels',
    kind: 2,
    filters: 'hue=s=0.2,rgbashift=rh=-4:bh=4',
    shows: ['glitch'],
    lacks: madeBut('glitch'),
    best: 'glitch',
  },
  {
    name: 'mirrors',
    kind: 0,
    filters: 'crop=iw/2:ih:0:0,split[a][b];[b]hflip[c];[a][c]hstack',
    shows: ['kaleidoscope'],
    lacks: madeBut('kaleidoscope', 'cartoon'),
    best: 'kaleidoscope',
  },
  {
    name: 'bleeding light',
    kind: 0,
    filters:
      'split[a][b];[b]colorlevels=rimin=0.3:gimin=0.3:bimin=0.3:rimax=0.6:gimax=0.6:bimax=0.6,gblur=12[c];[a][c]blend=all_mode=screen,gblur=2.2',
    shows: ['soft-focus'],
    lacks: madeBut('dream'),
    best: 'dream',
  },
  {
    name: 'lights at night',
    kind: 1,
    filters: "lutyuv=y='if(gt(val,150),val,16+val*0.12)',gblur=0.7,eq=saturation=2.2",
    shows: ['neon'],
    lacks: madeBut('neon', 'cartoon'),
    best: 'neon',
  },
  {
    name: 'flat paint',
    kind: 0,
    filters:
      "bilateral=sigmaS=6:sigmaR=0.2,format=gbrp,lutrgb=r='floor(val/51)*51':g='floor(val/51)*51':b='floor(val/51)*51'",
    shows: ['cartoon'],
    lacks: madeBut('cartoon'),
    best: 'cartoon',
  },
  {
    name: 'half the frames',
    kind: 0,
    filters: 'fps=12.5,fps=25',
    shows: ['low-frame-rate'],
    lacks: madeBut(),
    best: 'look-match',
  },
  {
    name: 'cinema bars',
    kind: 2,
    filters: 'pad=320:240:0:30:black',
    shows: ['letterbox'],
    lacks: madeBut(),
    best: 'look-match',
  },
  {
    name: 'cold grade',
    kind: 0,
    filters: 'colorbalance=rm=-.4:bm=.4:rh=-.3:bh=.3',
    shows: ['cool-grade'],
    lacks: [...MADE, 'warm-grade'],
    best: 'look-match',
  },
  {
    name: 'warm grade',
    kind: 0,
    filters: 'colorbalance=rm=.4:bm=-.4:rh=.3:bh=-.3',
    shows: ['warm-grade'],
    lacks: [...MADE, 'cool-grade'],
    best: 'look-match',
  },
];
