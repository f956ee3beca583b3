import { createHash } from 'node:crypto';
import type { CallContext } from '../context.ts';
import type { Transaction } from '../database.ts';
import { type Problem, problem } from '../errors.ts';
import { isId } from '../ids.ts';
import type { Statement } from './statement.ts';

/** A mutation that answers the same for the same key. */
export interface IdempotentCommand {
  /** Name of the mutation. */
  operation: string;
  /** The client's UUIDv7. */
  key: string;
  /** Everything that makes the command what it is, without the key. */
  payload: unknown;
  /** Whose key it is, where the platform carries the command out for somebody; default: the caller's. */
  subjectId?: string | null;
}

const statements = new Map<string, { claim: Statement; read: Statement; store: Statement }>();

function statementsOf(context: string): { claim: Statement; read: Statement; store: Statement } {
  const existing = statements.get(context);
  if (existing) return existing;
  const made = {
    // Waits for a concurrent holder of the same key. Zero rows: somebody was first.
    claim: {
      name: `kernel-claim-key-${context}`,
      text: `insert into ${context}.idempotency (key, payload_hash, created_at) values ($1, $2, $3) on conflict do nothing returning key`,
    },
    read: {
      name: `kernel-read-key-${context}`,
      text: `select payload_hash, response from ${context}.idempotency where key = $1`,
    },
    store: {
      name: `kernel-store-response-${context}`,
      text: `update ${context}.idempotency set response = $2 where key = $1`,
    },
  };
  statements.set(context, made);
  return made;
}

/** The key was used before with another payload; nothing was done. */
export type IdempotencyConflict = Problem & { __typename: 'IdempotencyConflict' };

/** What a command is remembered by, in the context's table `idempotency`; for statements that claim keys by themselves. */
export function idempotencyOf(
  call: CallContext,
  command: IdempotentCommand,
): { key: string; payloadHash: string } {
  const subjectId = command.subjectId ?? call.caller.subjectId ?? 'anonymous';
  return {
    key: `${call.context}:${subjectId}:${command.operation}:${command.key}`,
    payloadHash: createHash('sha256').update(canonicalJson(command.payload)).digest('hex'),
  };
}

/**
 * Runs a command once per key and caller, in one transaction with its effects: the same key and payload
 * get the first answer, another payload gets a conflict. Refusals (problems) are answered, not remembered,
 * so that a caller who mends the cause may try again with the same key.
 * @param work must return plain JSON-serialisable data
 */
export async function idempotent<Result extends object>(
  call: CallContext,
  command: IdempotentCommand,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result | IdempotencyConflict> {
  const { key, payloadHash } = idempotencyOf(call, command);
  if (!isId(command.key)) return conflict(command.key, 'The idempotency key is not a UUID.');
  const { claim, read, store } = statementsOf(call.context);
  try {
    return await call.db.transaction(call, async (tx) => {
      const claimed = await tx.maybeOne(claim, [key, payloadHash, tx.now]);
      if (!claimed) {
        const first = await tx.one<{ payload_hash: string; response: Result }>(read, [key]);
        if (first.payload_hash === payloadHash) {
          noteRepeat(call);
          return first.response;
        }
        return conflict(command.key, 'This idempotency key was used before with another input.');
      }
      const result = await work(tx);
      if (isRefusal(result)) throw new Refused(result);
      const response = JSON.stringify(result);
      await tx.rows(store, [key, response]);
      // As it was stored, so that the first answer has the shape of every later one.
      return JSON.parse(response) as Result;
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal as Result;
    throw error;
  }
}

/** Says that a call was answered with what its key was answered with before; for commands that keep their keys themselves. */
export function noteRepeat({ audit }: CallContext): void {
  if (audit) audit.isRepeat = true;
}

/** Carries a refusal out of the transaction, so that everything it wrote is rolled back. */
class Refused extends Error {
  readonly refusal: unknown;
  constructor(refusal: unknown) {
    super('refused');
    this.refusal = refusal;
  }
}

const isRefusal = (value: object): boolean => 'humanReadableCause' in value && 'suggestedAction' in value;

function conflict(key: string, humanReadableCause: string): IdempotencyConflict {
  return problem('IdempotencyConflict', {
    title: 'Idempotency key conflict',
    status: 409,
    humanReadableCause,
    suggestedAction: 'Use a new UUIDv7 for a new command; repeat a command with its first input.',
    instance: key,
  });
}

/** JSON with sorted keys and bigint as decimal strings, so that equal inputs hash equally. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    if (item && typeof item === 'object' && !Array.isArray(item) && !(item instanceof Date)) {
      return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return item;
  });
}
