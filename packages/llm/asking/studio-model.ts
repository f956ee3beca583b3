import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';
import { configuredModel, llmSettings } from '../configured-model.ts';
import type { LanguageModel } from '../language-model.ts';

/** What a model may be used for. */
export const MODEL_USES = ['analysis', 'prompts', 'judge', 'advice'] as const;
export type ModelUseName = (typeof MODEL_USES)[number];

/** Settings of the model and of how much it may be asked. */
export const studioModelSettings = llmSettings.extend({
  /** What it is used for, separated by commas; left out: everything. */
  LLM_USES: z
    .string()
    .default(MODEL_USES.join(','))
    .transform((text) => text.split(',').map((use) => use.trim()))
    .pipe(z.array(z.enum(MODEL_USES))),
  /** Questions for one person, per use and UTC day. */
  LLM_QUESTIONS_PER_PERSON: z.coerce.number().int().min(0).max(1_000_000).default(60),
  /** Questions of the whole studio, all tenants together, per use and UTC day. */
  LLM_QUESTIONS_PER_STUDIO: z.coerce.number().int().min(0).max(10_000_000).default(2_000),
  /** Longest that anybody waits for an answer, all attempts together, milliseconds. */
  LLM_PATIENCE_MS: z.coerce.number().int().min(100).max(300_000).default(45_000),
});

/** A model with the limits of its use. */
export interface StudioModel {
  model: LanguageModel;
  /** Per use and UTC day. */
  questionsPerPerson: number;
  questionsPerStudio: number;
  /** Of all attempts of a question together, milliseconds. */
  patienceMs: number;
}

/** One model per process, so that all uses share its circuit breaker. */
let shared: { settings: z.infer<typeof studioModelSettings>; studioModel: StudioModel | null } | undefined;

/** The model that the environment names, if it is meant for this use; null: the studio works by measurement alone. */
export function studioModel(use: ModelUseName): StudioModel | null {
  if (!shared) {
    const settings = readConfig(studioModelSettings);
    // An attempt ends before patience does, or the breaker would never hear of a service that hangs.
    const timeoutMs = Math.min(settings.LLM_TIMEOUT_MS, Math.floor(settings.LLM_PATIENCE_MS * 0.9));
    const model = configuredModel({ ...settings, LLM_TIMEOUT_MS: timeoutMs });
    shared = {
      settings,
      studioModel: model && {
        model,
        questionsPerPerson: settings.LLM_QUESTIONS_PER_PERSON,
        questionsPerStudio: settings.LLM_QUESTIONS_PER_STUDIO,
        patienceMs: settings.LLM_PATIENCE_MS,
      },
    };
  }
  return shared.settings.LLM_USES.includes(use) ? shared.studioModel : null;
}
