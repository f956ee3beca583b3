import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { RoundCause } from '../domain/benchmark-round.ts';
import { currentCases } from '../persistence/library.ts';
import { insertRound } from '../persistence/rounds.ts';
import { advanceRound } from './advance-round.ts';

/**
 * Starts a comparison of all providers on the newest version of every case, or of the cases of some effect types.
 * Repeats are spread over the round, so that a machine that gets slower is unfair to nobody.
 * @returns its id; null when the library has no such case
 */
export async function startRound(
  tx: Transaction,
  wanted: { cause: RoundCause; effectTypeIds: readonly string[] | null; repeats: number },
): Promise<string | null> {
  const { cause, effectTypeIds, repeats } = wanted;
  const cases = (await currentCases(tx)).filter(
    ({ effectTypeId }) => effectTypeIds?.includes(effectTypeId) ?? true,
  );
  if (cases.length === 0) return null;
  const runs = Array.from({ length: repeats }, () => cases)
    .flat()
    .map(({ caseId, version }) => ({ runId: newId(), caseId, caseVersion: version }));
  const id = newId();
  await insertRound(tx, { id, cause, repeats, runs });
  await advanceRound(tx, id);
  return id;
}
