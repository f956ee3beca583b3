import type { EffectParameters } from '@effect-studio/schema/media/effect-parameters';

/** A written variant as it is read. */
export interface VariantRow {
  id: string;
  runId: string;
  effectTypeId: string;
  text: string;
  parameters: EffectParameters;
  templateId: string;
  templateVersion: number;
}
