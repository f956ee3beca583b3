import { createHash } from 'node:crypto';

/** A known input: the same clips and the same prompt for every provider that makes the effect. */
export interface CaseContent {
  effectTypeId: string;
  exampleVideoId: string;
  footageVideoId: string;
  /** What is on the footage, for people. */
  title: string;
  wish: string;
  variantText: string;
  variantParameters: Record<string, string | number | boolean>;
}

/** A case of the library. Immutable: another content is a new version. */
export interface BenchmarkCase extends CaseContent {
  caseId: string;
  version: number;
  variantId: string;
}

/** SHA-256 of a case's content, whatever the order of its keys. */
export function digestOfCase(content: CaseContent): string {
  const parameters = Object.entries(content.variantParameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const { effectTypeId, exampleVideoId, footageVideoId, title, wish, variantText } = content;
  return createHash('sha256')
    .update(
      JSON.stringify([effectTypeId, exampleVideoId, footageVideoId, title, wish, variantText, parameters]),
    )
    .digest('hex');
}

/** A clip that is always there. */
export interface LibraryClip {
  name: string;
  videoId: string;
}

/**
 * The studio's own library: every effect on every house clip, each with the look of the next clip, so that nothing
 * is matched with itself. @returns by case id `{effect}/{clip}`
 */
export function houseLibrary(
  effectTypeIds: readonly string[],
  clips: readonly LibraryClip[],
): Map<string, CaseContent> {
  const cases = effectTypeIds.flatMap((effectTypeId) =>
    clips.map((footage, index): [string, CaseContent] => [
      `${effectTypeId}/${footage.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
      {
        effectTypeId,
        exampleVideoId: clips[(index + 1) % clips.length]!.videoId,
        footageVideoId: footage.videoId,
        title: footage.name,
        wish: 'Make my clip look like this',
        variantText: `${effectTypeId} as in the example`,
        variantParameters: {},
      },
    ]),
  );
  return new Map(cases);
}
