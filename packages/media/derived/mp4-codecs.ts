import { MediaError } from '../media-error.ts';

/**
 * The codecs of an MP4 header that holds H.264, alone or with AAC-LC, as players want to be told them (RFC 6381 §3.3).
 * @throws MediaError `BAD_OUTPUT` when there is no H.264 in it
 */
export function codecsOf(header: Buffer): string {
  const at = header.indexOf('avcC', 0, 'latin1');
  if (at < 0) throw new MediaError('BAD_OUTPUT', 'the header holds no H.264');
  // Configuration version, then profile, compatibility and level (ISO/IEC 14496-15 §5.3.3.1).
  const profile = header.subarray(at + 5, at + 8).toString('hex');
  const hasAudio = header.includes('mp4a', 0, 'latin1');
  return hasAudio ? `avc1.${profile},mp4a.40.2` : `avc1.${profile}`;
}
