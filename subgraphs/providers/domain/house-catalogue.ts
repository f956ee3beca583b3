import type { EffectType, WorkflowVariant } from './catalogue.ts';

/** A provider of the house as it is declared; its health is measured. */
export interface HouseProvider {
  id: string;
  name: string;
  adapter: string;
  instanceType: string;
  capabilities: readonly string[];
  /** What it renders: one variant of every effect type, or these workflows. */
  renders: WorkflowVariant | readonly string[];
  /** It does not count before the first machine that can run its workflows. Processor machines register at once. */
  startsAbsent?: true;
}

/** The studio's own: the same processor machines three ways to spend their time, and ComfyUI where people bring it. */
export const HOUSE_PROVIDERS: readonly HouseProvider[] = [
  {
    id: 'cpu-swift',
    name: 'Swift',
    adapter: 'ffmpeg',
    instanceType: 'cpu.swift',
    capabilities: ['ffmpeg', 'video'],
    renders: 'fast',
  },
  {
    id: 'cpu-studio',
    name: 'Studio',
    adapter: 'ffmpeg',
    instanceType: 'cpu.studio',
    capabilities: ['ffmpeg', 'video'],
    renders: 'balanced',
  },
  {
    id: 'cpu-atelier',
    name: 'Atelier',
    adapter: 'ffmpeg',
    instanceType: 'cpu.atelier',
    capabilities: ['ffmpeg', 'video'],
    renders: 'fine',
  },
  {
    id: 'comfyui-canvas',
    name: 'Canvas',
    adapter: 'comfyui',
    instanceType: 'gpu.canvas',
    capabilities: ['comfyui', 'video'],
    renders: ['cartoon-comfyui-ink'],
    startsAbsent: true,
  },
  {
    // Apart from the other: its machines need the models, too.
    id: 'comfyui-diffusion',
    name: 'Diffusion',
    adapter: 'comfyui',
    instanceType: 'gpu.diffusion',
    capabilities: ['comfyui', 'video', 'diffusion'],
    renders: ['cartoon-comfyui-diffusion'],
    startsAbsent: true,
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
  {
    id: 'neon',
    title: 'Neon glow',
    description: 'The scene at night, its outlines glowing tubes of coloured light.',
    basePriceTokens: 10,
    qualityFloor: 0.4,
  },
  {
    id: 'glitch',
    title: 'Glitch',
    description: 'A signal that breaks in bursts: split colours, slipping bands, lost blocks.',
    basePriceTokens: 9,
    qualityFloor: 0.35,
  },
  {
    id: 'dream',
    title: 'Dream blur',
    description: 'Bleeding light and pastel tones over a soft picture.',
    basePriceTokens: 9,
    qualityFloor: 0.45,
  },
  {
    id: 'noir',
    title: 'Noir',
    description: 'Black and white at hard light, with deep corners and the grain of fast film.',
    basePriceTokens: 8,
    qualityFloor: 0.45,
  },
  {
    id: 'slow-motion',
    title: 'Slow motion',
    description: 'Half the speed, with frames made for the time between.',
    basePriceTokens: 14,
    qualityFloor: 0.5,
  },
  {
    id: 'speed-ramp',
    title: 'Speed ramp',
    description: 'Time rushes and lingers, in as long as before.',
    basePriceTokens: 12,
    qualityFloor: 0.5,
  },
  {
    id: 'kaleidoscope',
    title: 'Kaleidoscope',
    description: 'Mirrored wedges of a picture that slowly turns.',
    basePriceTokens: 9,
    // Another picture made of this one: little of its structure is meant to stay.
    qualityFloor: 0.3,
  },
];

/** The house provider that renders a workflow: the one that names it, else that of its variant. */
export function houseProviderOf(workflow: { workflowId: string; variant: WorkflowVariant }): HouseProvider {
  return (
    HOUSE_PROVIDERS.find(({ renders }) => Array.isArray(renders) && renders.includes(workflow.workflowId)) ??
    HOUSE_PROVIDERS.find(({ renders }) => renders === workflow.variant)!
  );
}
