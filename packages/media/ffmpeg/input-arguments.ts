/** Demuxers that untrusted files may reach; playlists, images and network formats are not among them. */
export const ALLOWED_FORMATS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,ogg';

/** 36.9 megapixels (7680×4800): larger pictures are refused before memory is taken for them. */
export const MAX_DECODED_PIXELS = 36_864_000;

/** A `file:` address keeps a name such as `-i.mp4` or `concat:x` from being read as an option or a protocol. */
export function fileAddress(path: string): string {
  return `file:${path}`;
}

/**
 * Options that make ffmpeg open one untrusted local file and nothing else.
 * @param path of a local file; any characters
 * @param input.startMs seek before decoding, milliseconds, frame-exact
 * @param input.durationMs how much to read, milliseconds
 * @param input.strict fail at the first damaged packet instead of concealing it (for validity checks)
 * @returns arguments ending in `-i file:PATH`
 */
export function inputArgs(
  path: string,
  input: {
    startMs?: number;
    durationMs?: number;
    strict?: boolean;
    threads?: number;
  } = {},
): string[] {
  const seconds = (ms: number) => (ms / 1_000).toFixed(6);
  return [
    '-protocol_whitelist',
    'file,pipe',
    '-format_whitelist',
    ALLOWED_FORMATS,
    '-max_pixels',
    String(MAX_DECODED_PIXELS),
    '-threads',
    String(input.threads ?? 2),
    ...(input.strict ? ['-xerror', '-err_detect', 'explode'] : []),
    ...(input.startMs ? ['-ss', seconds(input.startMs)] : []),
    ...(input.durationMs === undefined ? [] : ['-t', seconds(input.durationMs)]),
    '-i',
    fileAddress(path),
  ];
}
