import { lookDistance, NEARLY_THE_SAME } from './look-distance.ts';
import { type RevisionContent, sealContent } from './revision.ts';

/** A published effect that does nearly what another would do. */
export interface NearDuplicate {
  effectId: string;
  /** 0 is the same look; see `lookDistance`. */
  distance: number;
  /** It pins exactly the same. */
  isSame: boolean;
}

/** More are not pointed out. */
const MOST = 5;

/**
 * Published effects that are nearly what these pins would be: the same effect type, and a look that is hardly to be told apart.
 * The nearest first, at most five.
 */
export function nearDuplicates(
  candidate: RevisionContent,
  published: readonly { effectId: string; content: RevisionContent }[],
): NearDuplicate[] {
  const { id } = sealContent(candidate);
  return published
    .filter(({ content }) => content.effectTypeId === candidate.effectTypeId)
    .flatMap(({ effectId, content }) => {
      const isSame = sealContent(content).id === id;
      const distance = isSame ? 0 : lookDistance(candidate.styleDescriptor, content.styleDescriptor);
      return distance !== null && distance < NEARLY_THE_SAME ? [{ effectId, distance, isSame }] : [];
    })
    .sort((a, b) => a.distance - b.distance || Number(b.isSame) - Number(a.isSame))
    .slice(0, MOST);
}
