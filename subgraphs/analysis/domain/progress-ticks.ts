/** How far the analysis of a clip is. */
export const ANALYSIS_STAGES = ['MEASURING', 'READING_PICTURES', 'DONE'] as const;
export type AnalysisStage = (typeof ANALYSIS_STAGES)[number];

/** Topic on which `{stage}` of a clip is told. Whose clip it is stands in it: nobody can listen to another's. */
export const progressTopic = (ownerId: string, videoId: string): string => `analysis:${ownerId}:${videoId}`;
