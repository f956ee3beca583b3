/** Why a file is not accepted as a clip. */
export type RefusalReason =
  | 'EMPTY'
  | 'NOT_A_VIDEO'
  | 'TRUNCATED'
  | 'NO_VIDEO_STREAM'
  | 'UNSUPPORTED_CODEC'
  | 'TOO_LARGE'
  | 'TOO_LONG'
  | 'TOO_MANY_PIXELS'
  | 'TOO_MANY_STREAMS'
  | 'CORRUPT'
  | 'CONTAINER_MISMATCH';

/** What went wrong and what the person can do about it, in words for the person. */
export interface VideoRefusal {
  ok: false;
  reason: RefusalReason;
  humanReadableCause: string;
  suggestedAction: string;
}

const WORDS: Record<RefusalReason, { cause: string; action: string }> = {
  EMPTY: {
    cause: 'The file has no content.',
    action: 'Upload it again; the first upload may have been interrupted.',
  },
  NOT_A_VIDEO: {
    cause: 'The file is not a video in a format that we know.',
    action: 'Upload an MP4, MOV, WebM, MKV, AVI, FLV, 3GP, MPEG-TS or OGG video.',
  },
  TRUNCATED: {
    cause: 'The video ends before it should: part of the file is missing.',
    action: 'Upload it again, or export it once more from the app that made it.',
  },
  NO_VIDEO_STREAM: {
    cause: 'The file holds sound but no picture.',
    action: 'Upload a file with a video track.',
  },
  UNSUPPORTED_CODEC: {
    cause: 'The picture is stored with a codec that we cannot decode.',
    action: 'Export the video as MP4 with H.264.',
  },
  TOO_LARGE: {
    cause: 'The file is too large.',
    action: 'Upload a shorter clip or one with a lower resolution.',
  },
  TOO_LONG: { cause: 'The video is too long.', action: 'Cut out the part that matters and upload that.' },
  TOO_MANY_PIXELS: {
    cause: 'The picture is too large.',
    action: 'Export the video with a lower resolution.',
  },
  TOO_MANY_STREAMS: {
    cause: 'The file holds too many tracks.',
    action: 'Export it with one picture and one sound track.',
  },
  CORRUPT: {
    cause: 'The video is damaged and cannot be decoded.',
    action: 'Check that it plays on your device, then export and upload it again.',
  },
  CONTAINER_MISMATCH: {
    cause: 'The file claims to be one kind of video and is another.',
    action: 'Export the video again as MP4 with H.264.',
  },
};

/** @param detail what exactly was exceeded or found, appended to the cause; a whole sentence */
export function refuse(reason: RefusalReason, detail?: string): VideoRefusal {
  const { cause, action } = WORDS[reason];
  return {
    ok: false,
    reason,
    humanReadableCause: detail === undefined ? cause : `${cause} ${detail}`,
    suggestedAction: action,
  };
}
