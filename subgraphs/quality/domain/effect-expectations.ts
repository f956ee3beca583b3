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
};

/** Expectations of an effect type; an unknown one is held to everything. */
export function expectationOf(effectTypeId: string): EffectExpectation {
  return { ...KEEPS_EVERYTHING, ...EXPECTATIONS[effectTypeId] };
}
