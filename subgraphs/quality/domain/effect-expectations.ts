/** What an effect changes on purpose, so that it is not held against a candidate. */
export interface EffectExpectation {
  /** Structure that a good rendering keeps; from here on fidelity is full. */
  structure: number;
  /** Share of edge detail that may go without counting as blur. */
  edgeLoss: number;
  /** Noise σ that may be added, 8-bit steps. */
  noise: number;
  banding: number;
  /** Steps of restlessness and of flicker that belong to the effect. */
  restlessness: number;
  flicker: number;
  /**
   * Whether frames are made between the given ones: what moves must then be whole in them, and beyond this share is not;
   * null where none are made.
   */
  ghosting: number | null;
  /** Share of repeated frames that belongs to the effect. */
  frozenShare: number;
  /** Whether new colours at places that looked alike are damage. */
  colourBreakageCounts: boolean;
  /** Share of the distance to the example's colours that a good rendering covers. */
  adherence: number;
}

const KEEPS_EVERYTHING: EffectExpectation = {
  structure: 1,
  edgeLoss: 0.1,
  noise: 0,
  banding: 0,
  restlessness: 0,
  flicker: 0,
  ghosting: null,
  frozenShare: 0,
  colourBreakageCounts: true,
  adherence: 0.9,
};

const EXPECTATIONS: Readonly<Record<string, Partial<EffectExpectation>>> = {
  'look-match': {},
  // Grain, dust, gate weave and dropped frames are the point.
  'vintage-film': {
    structure: 0.75,
    edgeLoss: 0.4,
    noise: 8,
    restlessness: 3,
    flicker: 6,
    frozenShare: 0.5,
    colourBreakageCounts: false,
    adherence: 0.7,
  },
  // Two colours cannot meet a palette of many.
  duotone: { structure: 0.97, colourBreakageCounts: false, adherence: 0.6 },
  // Outlines and flat areas replace texture.
  cartoon: {
    structure: 0.5,
    edgeLoss: 0.5,
    banding: 0.3,
    restlessness: 2,
    colourBreakageCounts: false,
    adherence: 0.5,
  },
  // Night and tubes replace daylight.
  neon: {
    structure: 0.4,
    edgeLoss: 0.2,
    noise: 3,
    banding: 0.3,
    restlessness: 3,
    flicker: 2,
    colourBreakageCounts: false,
    adherence: 0.4,
  },
  // Bursts of faults are the point.
  glitch: {
    structure: 0.7,
    edgeLoss: 0.2,
    noise: 6,
    restlessness: 6,
    flicker: 3,
    colourBreakageCounts: false,
    adherence: 0.4,
  },
  dream: { structure: 0.82, edgeLoss: 0.6, colourBreakageCounts: false, adherence: 0.5 },
  noir: {
    structure: 0.85,
    edgeLoss: 0.15,
    noise: 5,
    restlessness: 1.5,
    colourBreakageCounts: false,
    adherence: 0.5,
  },
  // Made frames stand between the given ones; colours are the footage's own.
  // Footage is brought to their pace by mixing; true frames differ from mixed ones by so much.
  'slow-motion': { structure: 0.9, restlessness: 0.8, ghosting: 0.03, adherence: 0.2 },
  'speed-ramp': { structure: 0.8, edgeLoss: 0.35, restlessness: 1, ghosting: 0.1, adherence: 0.2 },
  // Another picture made of this one.
  kaleidoscope: {
    structure: 0.2,
    edgeLoss: 0.3,
    restlessness: 4,
    flicker: 2,
    colourBreakageCounts: false,
    adherence: 0.4,
  },
};

/** Expectations of an effect type; an unknown one is held to everything. */
export function expectationOf(effectTypeId: string): EffectExpectation {
  return { ...KEEPS_EVERYTHING, ...EXPECTATIONS[effectTypeId] };
}

/**
 * Whether a good rendering leaves the picture as it was but for its tones and colours. VMAF was trained on such, and takes
 * drawn lines, grain or mirrors for ruin.
 */
export const keepsPicture = ({ structure }: EffectExpectation): boolean => structure >= 1;
