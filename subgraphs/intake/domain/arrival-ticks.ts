/** Topic on which the arrival of a clip's bytes is told while they come, as `{receivedBytes, expectedBytes}`. */
export const arrivalTopic = (videoId: string): string => `video:${videoId}`;
