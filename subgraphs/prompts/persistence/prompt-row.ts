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
  /** The model and the version of its question; null: the template's own words and parameters. */
  refinedBy: string | null;
  /** What came of asking a model; null: nobody was asked. */
  refinementVerdict: string | null;
}
