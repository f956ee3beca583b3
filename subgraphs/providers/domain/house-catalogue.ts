import type { EffectType, WorkflowVariant } from './catalogue.ts';

/** A provider of the house as it is declared; its health is measured. */
export interface HouseProvider {
  id: string;
  name: string;
  adapter: string;
  instanceType: string;
  capabilities: readonly string[];
  /** The variant of every effect type that it renders. */
  variant: WorkflowVariant;
}

/** The studio's own processor providers: the same machines, three ways to spend their time. */
export const HOUSE_PROVIDERS: readonly HouseProvider[] = [
  {
    id: 'cpu-swift',
    name: 'Swift',
    adapter: 'ffmpeg',
    instanceType: 'cpu.swift',
    capabilities: ['ffmpeg', 'video'],
    variant: 'fast',
  },
  {
    id: 'cpu-studio',
    name: 'Studio',
    adapter: 'ffmpeg',
    instanceType: 'cpu.studio',
    capabilities: ['ffmpeg', 'video'],
    variant: 'balanced',
  },
  {
    id: 'cpu-atelier',
    name: 'Atelier',
    adapter: 'ffmpeg',
    instanceType: 'cpu.atelier',
    capabilities: ['ffmpeg', 'video'],
    variant: 'fine',
  },
];

/** What the house makes. Prices are what a person pays for one run that ends well, whatever the fan-out. */
export const HOUSE_EFFECT_TYPES: readonly EffectType[] = [
  {
    id: 'look-match',
    title: 'Look match',
    description: 'Gives your clip the colours, contrast and mood of the example.',
    basePriceTokens: 12,
    qualityFloor: 0.55,
  },
  {
    id: 'vintage-film',
    title: 'Vintage film',
    description: 'Warm faded colours, grain, dust and a gently moving gate, as from an old projector.',
    basePriceTokens: 10,
    qualityFloor: 0.45,
  },
  {
    id: 'duotone',
    title: 'Duotone',
    description: "Two inks instead of all colours, chosen from the example's palette.",
    basePriceTokens: 8,
    qualityFloor: 0.5,
  },
  {
    id: 'cartoon',
    title: 'Cartoon',
    description: 'Flat areas of colour with drawn outlines.',
    basePriceTokens: 10,
    // Drawing over a picture keeps less of its structure than colouring it does.
    qualityFloor: 0.4,
  },
];

/** The house provider that renders a variant. */
export function houseProviderOf(variant: WorkflowVariant): HouseProvider {
  return HOUSE_PROVIDERS.find((provider) => provider.variant === variant)!;
}
