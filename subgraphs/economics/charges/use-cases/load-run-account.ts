import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { RunAccount } from '../domain/run-account.ts';
import { runAccounts } from '../persistence/run-accounts.ts';

/** Where a run's money stands; batched. Null when nothing is known of it or the caller may not see it. */
export function loadRunAccount(ctx: CallContext, runId: string): Promise<RunAccount | null> {
  return loader<string, RunAccount>(ctx, 'economics-run-account', (ids) =>
    ctx.db.transaction(ctx, (tx) => runAccounts(tx, ids)),
  ).load(runId);
}
