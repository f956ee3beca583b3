import type { CallContext } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { type CaseContent, digestOfCase } from '../domain/benchmark-case.ts';
import { currentCases, insertCase } from '../persistence/library.ts';

/** Brings the library to these contents: what changed gets a new version, the rest stays. @returns versions added */
export function keepLibrary(ctx: CallContext, wanted: ReadonlyMap<string, CaseContent>): Promise<number> {
  return ctx.db.transaction(ctx, async (tx) => {
    const known = new Map((await currentCases(tx)).map((one) => [one.caseId, one]));
    let added = 0;
    for (const [caseId, content] of wanted) {
      const digest = digestOfCase(content);
      const current = known.get(caseId);
      if (current?.digest === digest) continue;
      const version = (current?.version ?? 0) + 1;
      await insertCase(tx, { ...content, caseId, version, variantId: newId() }, digest);
      added += 1;
    }
    return added;
  });
}
