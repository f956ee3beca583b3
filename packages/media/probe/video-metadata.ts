/** What ffprobe establishes about a clip. Pixel sizes are of the stored picture unless they say upright. */
export interface VideoMetadata {
  durationMs: number;
  /** Upright, after rotation; square pixels are not implied, see `sampleAspectRatio`. */
  width: number;
  height: number;
  codedWidth: number;
  codedHeight: number;
  /** Clockwise turn that brings the stored picture upright: 0, 90, 180 or 270. */
  rotationDeg: number;
  /** Width over height of one stored pixel; 1 for nearly all clips. */
  sampleAspectRatio: number;
  /** The nominal rate as a fraction, such as 30000/1001. */
  frameRate: { num: number; den: number };
  averageFps: number;
  isVariableFrameRate: boolean;
  videoCodec: string;
  pixelFormat: string;
  /** Tracks of every kind. */
  streamCount: number;
  hasAudio: boolean;
  audioCodec: string | null;
  sizeBytes: number;
  /** ffprobe's short name list, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  container: string;
  /** Transfer function by ffmpeg's name; `unknown` when the file does not say. */
  colorTransfer: string;
  /** PQ (SMPTE ST 2084) or HLG (ARIB STD-B67). */
  isHdr: boolean;
  /** Bits per second of the whole file, null when unknown. */
  bitRate: number | null;
}

/** The size at which people see the clip: upright and with square pixels. */
export function displaySize(metadata: VideoMetadata): { width: number; height: number } {
  const { width, height, rotationDeg, sampleAspectRatio } = metadata;
  return rotationDeg % 180 === 0
    ? { width: width * sampleAspectRatio, height }
    : { width, height: height * sampleAspectRatio };
}
