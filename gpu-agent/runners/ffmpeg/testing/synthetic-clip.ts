import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';

/**
 * Renders a small clip from ffmpeg's own sources, with a title in its metadata.
 * @param video a lavfi source such as `testsrc2=size=163x121:rate=25`
 */
export async function writeSyntheticClip(
  path: string,
  video: string,
  options: { seconds: number; audio?: boolean },
): Promise<void> {
  const sound = options.audio ? ['-f', 'lavfi', '-i', 'sine=frequency=440'] : [];
  const output = [
    '-t',
    String(options.seconds),
    '-metadata',
    'title=private',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv444p',
  ];
  await runFfmpeg(['-f', 'lavfi', '-i', video, ...sound, ...output, '-preset', 'ultrafast', path], {
    timeoutMs: 30_000,
  });
}
