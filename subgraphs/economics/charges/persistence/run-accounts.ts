import { sql, type Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import type { RunAccount, RunAccountState } from '../domain/run-account.ts';

interface AccountRow {
  run_id: string;
  owner_id: string;
  state: RunAccountState;
  reservation_id: string | null;
  reserved_tokens: string;
  consumed_tokens: string;
  returned_tokens: string;
  winner_task_id: string | null;
  finish_task_id: string | null;
}

const COLUMNS =
  'run_id, owner_id, state, reservation_id, reserved_tokens, consumed_tokens, returned_tokens, winner_task_id, finish_task_id';
/** $1 runs, ordered, $2 their owners, $3 tenant, $4 now. */
const OPEN = sql(
  'economics-run-accounts-open',
  `insert into economics.run_account (run_id, owner_id, tenant_id, state, created_at, updated_at)
   select u.run_id, u.owner_id, $3, 'OPEN', $4, $4 from unnest($1::uuid[], $2::uuid[]) u (run_id, owner_id)
   on conflict do nothing`,
);
/** $1 runs. Locks the rows until the end of the transaction, in one order whoever asks. */
const LOCK = sql(
  'economics-run-accounts-lock',
  `select ${COLUMNS} from economics.run_account where run_id = any ($1::uuid[]) order by run_id for no key update`,
);
const SAVE = sql(
  'economics-run-account-save',
  `update economics.run_account set state = $2, reservation_id = $3, reserved_tokens = $4, consumed_tokens = $5,
     returned_tokens = $6, winner_task_id = $7, finish_task_id = $8, version = version + 1, updated_at = $9
   where run_id = $1`,
);
const READ = sql(
  'economics-run-accounts-read',
  `select ${COLUMNS} from economics.run_account where run_id = any ($1::uuid[])`,
);

const toAccount = (row: AccountRow): RunAccount => ({
  runId: row.run_id,
  ownerId: row.owner_id,
  state: row.state,
  reservationId: row.reservation_id,
  reservedTokens: Number(row.reserved_tokens),
  consumedTokens: Number(row.consumed_tokens),
  returnedTokens: Number(row.returned_tokens),
  winner:
    row.winner_task_id && row.finish_task_id
      ? { candidateTaskId: row.winner_task_id, finishTaskId: row.finish_task_id }
      : null,
});

/** Locks the runs' accounts in one order, opening those of runs that are first heard of. */
export async function lockRunAccounts(
  tx: Transaction,
  runs: readonly { runId: string; ownerId: string }[],
): Promise<Map<string, RunAccount>> {
  const owners = new Map(runs.map(({ runId, ownerId }) => [runId, ownerId]));
  const runIds = [...owners.keys()].sort();
  await tx.rows(OPEN, [runIds, runIds.map((runId) => owners.get(runId)), tx.call.caller.tenantId, tx.now]);
  const rows = await tx.rows<AccountRow>(LOCK, [runIds]);
  return new Map(rows.map((row) => [row.run_id, toAccount(row)]));
}

/** Locks the run's account, opening it when this is the first that is heard of the run. */
export async function lockRunAccount(
  tx: Transaction,
  run: { runId: string; ownerId: string },
): Promise<RunAccount> {
  const account = (await lockRunAccounts(tx, [run])).get(run.runId);
  if (!account) throw new StudioError('ROW_MISSING', `the account of run ${run.runId} cannot be seen`);
  return account;
}

/** Writes back an account that this transaction has locked. */
export async function saveRunAccount(tx: Transaction, account: RunAccount): Promise<void> {
  await tx.rows(SAVE, [
    account.runId,
    account.state,
    account.reservationId,
    account.reservedTokens,
    account.consumedTokens,
    account.returnedTokens,
    account.winner?.candidateTaskId ?? null,
    account.winner?.finishTaskId ?? null,
    tx.now,
  ]);
}

/** Accounts of these runs that the caller may see. */
export async function runAccounts(
  tx: Transaction,
  runIds: readonly string[],
): Promise<Map<string, RunAccount>> {
  const rows = await tx.rows<AccountRow>(READ, [[...runIds]]);
  return new Map(rows.map((row) => [row.run_id, toAccount(row)]));
}
