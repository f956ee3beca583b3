/**
 * Why a clip was refused or a run ended without a result: every `reason` that an event with a refusal may bear, by the context that
 * gives it. Words for people go with it in English; whoever speaks another language goes by the code. A code that is not here is told in
 * English.
 */
export const REFUSAL_REASONS = [
  // intake, of what the clip is
  'EMPTY',
  'NOT_A_VIDEO',
  'TRUNCATED',
  'NO_VIDEO_STREAM',
  'UNSUPPORTED_CODEC',
  'TOO_LARGE',
  'TOO_LONG',
  'TOO_MANY_PIXELS',
  'TOO_MANY_STREAMS',
  'CORRUPT',
  'CONTAINER_MISMATCH',
  // intake, of how it came
  'NEVER_SENT',
  'CHANGED_AFTER_CONFIRMATION',
  'PROCESSING_FAILED',
  'LINK_REFUSED',
  'LINK_UNREACHABLE',
  'LINK_TOO_SLOW',
  // prompts
  'WISH_TOO_LONG',
  'WISH_CONTROL_CHARACTERS',
  'WISH_INJECTION',
  'WISH_ABUSIVE',
  'NO_TEMPLATE',
  // analysis
  'ANALYSIS_FAILED',
  // orchestrator
  'ERASED',
  'INSUFFICIENT_TOKENS',
  'NO_ELIGIBLE_PROVIDER',
  'ALL_LEGS_FAILED',
  'FINISH_FAILED',
  'RUN_DEADLINE',
  'WAIT_DEADLINE',
  'REJECTED_BY_REVIEWER',
  // gallery
  'PUBLISH_FAILED',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const isRefusalReason = (text: string): text is RefusalReason =>
  (REFUSAL_REASONS as readonly string[]).includes(text);
