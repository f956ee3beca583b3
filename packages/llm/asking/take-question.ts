import { sql, type Transaction } from '@effect-studio/kernel/database';
import { WHOLE_STUDIO } from './model-use-table.ts';

type Statements = Record<'open' | 'lock' | 'count' | 'giveBack', ReturnType<typeof sql>>;
const known = new Map<string, Statements>();

/** In all of them $1 tenant, $2 person, $3 now. */
function statementsOf(context: string): Statements {
  const found = known.get(context);
  if (found) return found;
  const ofDay = `day = ($3::timestamptz at time zone 'utc')::date
    and (tenant_id, owner_id) in (($1, $2), ('${WHOLE_STUDIO}', '${WHOLE_STUDIO}'))`;
  const statements = {
    open: sql(
      `${context}-model-use-open`,
      `insert into ${context}.model_use (tenant_id, owner_id, day, questions, created_at, updated_at)
       select tenant, owner, ($3::timestamptz at time zone 'utc')::date, 0, $3, $3
       from (values ($1::uuid, $2::uuid), ('${WHOLE_STUDIO}', '${WHOLE_STUDIO}')) one (tenant, owner)
       order by owner on conflict do nothing`,
    ),
    // Locks the person's row and the studio's, always in the same order.
    lock: sql(
      `${context}-model-use-lock`,
      `select owner_id as "ownerId", questions from ${context}.model_use where ${ofDay} order by owner_id for update`,
    ),
    count: sql(
      `${context}-model-use-count`,
      `update ${context}.model_use set questions = questions + 1, updated_at = $3 where ${ofDay}`,
    ),
    giveBack: sql(
      `${context}-model-use-give-back`,
      `update ${context}.model_use set questions = questions - 1, updated_at = $3 where ${ofDay} and questions > 0`,
    ),
  };
  known.set(context, statements);
  return statements;
}

/** Null: counted, it may be asked. Otherwise whose quota of the UTC day is used up. */
export async function takeQuestion(
  tx: Transaction,
  personId: string,
  limits: { questionsPerPerson: number; questionsPerStudio: number },
): Promise<'QUOTA_OF_PERSON' | 'QUOTA_OF_STUDIO' | null> {
  const { open, lock, count } = statementsOf(tx.call.context);
  const values = [tx.call.caller.tenantId, personId, tx.now];
  await tx.rows(open, values);
  const rows = await tx.rows<{ ownerId: string; questions: number }>(lock, values);
  const isUsedUp = (row: { ownerId: string; questions: number }) =>
    row.questions >= (row.ownerId === WHOLE_STUDIO ? limits.questionsPerStudio : limits.questionsPerPerson);
  const full = rows.filter(isUsedUp);
  if (full.length > 0)
    return full.some(({ ownerId }) => ownerId !== WHOLE_STUDIO) ? 'QUOTA_OF_PERSON' : 'QUOTA_OF_STUDIO';
  await tx.rows(count, values);
  return null;
}

/** Uncounts a question that was never sent. */
export async function giveQuestionBack(tx: Transaction, personId: string): Promise<void> {
  const { giveBack } = statementsOf(tx.call.context);
  await tx.rows(giveBack, [tx.call.caller.tenantId, personId, tx.now]);
}
