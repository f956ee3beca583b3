import { houseLibrary, type LibraryClip } from '@effect-studio/economics/benchmarks/domain/benchmark-case';
import { keepLibrary } from '@effect-studio/economics/benchmarks/use-cases/keep-library';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import type { CallContext } from '@effect-studio/kernel/context';

/** The known inputs that providers are compared on: every effect of the house on every house clip. */
export async function seedBenchmarkLibrary(
  economics: CallContext,
  clips: readonly LibraryClip[],
): Promise<void> {
  const effectTypeIds = [...new Set(WORKFLOW_CATALOGUE.map(({ effectTypeId }) => effectTypeId))];
  await keepLibrary(economics, houseLibrary(effectTypeIds, clips));
}
