import type { ContextServices } from '@effect-studio/kernel/context';
import {
  digestOfPublished,
  MANIFEST_KEY,
  MANIFEST_PURPOSE,
  publishedManifest,
  signedText,
} from '@effect-studio/schema/routing/published-manifest';

/**
 * Whether the exploration wallet has room for one more leg of a workflow, by the manifest that economics last published. Until there
 * is one, nothing is known of a limit. One that cannot be read or was not signed by this studio allows nothing.
 */
export async function mayExplore(
  { redis, signatures, log }: Pick<ContextServices, 'redis' | 'signatures' | 'log'>,
  workflowId: string,
): Promise<boolean> {
  try {
    const text = await redis.get(MANIFEST_KEY);
    if (text === null) return true;
    const manifest = publishedManifest.parse(JSON.parse(text));
    if (digestOfPublished(manifest) !== manifest.digest)
      throw new Error('its digest is not that of its content');
    if (!signatures.isValid(MANIFEST_PURPOSE, signedText(manifest), manifest.signature)) {
      throw new Error('it was not signed by this studio');
    }
    if (manifest.isExplorationStopped) return false;
    if (manifest.explorationLeftNanoUsd === null) return true;
    const entry = manifest.entries.find((one) => one.workflowId === workflowId);
    // Of unknown cost: as long as anything is left.
    return BigInt(manifest.explorationLeftNanoUsd) >= BigInt(entry?.expectedCostNanoUsd ?? 1);
  } catch (error) {
    log.warn({ err: error }, 'the routing manifest could not be read, so no spot check was drawn');
    return false;
  }
}
