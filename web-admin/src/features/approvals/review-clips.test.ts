import { expect, it } from 'vitest';
import { stageVersions } from './review-clips.ts';

const candidate = (id: string, rank: number | null, outputUrl: string | null) => ({
  rank,
  outputUrl,
  provider: { name: id },
  task: { id },
});

it('puts the result first, then the versions that were rendered and ranked, each where it lies in the footage', () => {
  const versions = stageVersions({
    resultUrl: '/result.mp4',
    run: {
      footageTrim: { startSeconds: 4 },
      footageExcerpt: { startSeconds: 5 },
      candidates: [
        candidate('Swift', 2, '/swift.mp4'),
        candidate('Lost', null, null),
        candidate('Atelier', 1, '/atelier.mp4'),
      ],
    },
  });
  expect(versions.map(({ name, clip }) => [name, clip.src, clip.startSeconds])).toEqual([
    ['Result', '/result.mp4', 4],
    ['1 · Atelier', '/atelier.mp4', 5],
    ['2 · Swift', '/swift.mp4', 5],
  ]);
});

it('is the whole clip where nothing was trimmed', () => {
  const [result] = stageVersions({ resultUrl: '/result.mp4', run: { candidates: [] } });
  expect(result?.clip).toMatchObject({ label: 'Result, full length', startSeconds: 0 });
});
