import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { CallContext, Caller } from '../context.ts';
import { isProblem, StudioError } from '../errors.ts';
import { accessRuleOf } from '../graph/access-rule.ts';
import { newId } from '../ids.ts';
import type { BoundStatement } from './one-trip.ts';
import { sql } from './statement.ts';

/** What an admin's mutation is written down with. */
export interface AuditScope {
  /** As PostgreSQL is told it. */
  readonly about: {
    readonly id: string;
    readonly tenantId: string;
    readonly actorId: string | null;
    readonly actorKind: Caller['kind'];
    readonly mutation: string;
    /** Arguments; secrets taken out. */
    readonly givenInput: unknown;
    readonly correlationId: string;
    /** By the studio's clock, RFC 3339. */
    readonly at: string;
  };
  /** Set when an idempotency key was answered with what it had answered before: that is written down already. */
  isRepeat: boolean;
  /** Set when the mutation has answered: whoever keeps its call does something else by then. */
  isOver: boolean;
}

/** $1 the scope as JSON. For the running transaction only. */
const SET_AUDIT = sql('kernel-set-audit', `select set_config('app.audit', $1, true)`);

/** $1 the scope as JSON, $2 outcome, $3 kind of problem or code of the failure. Nothing when it is written down already. */
const RECORD_OUTCOME = sql('kernel-audit-outcome', 'select bus.audit_outcome($1, $2, $3)');

/** Larger arguments are left out, with their size: an audit trail is no store of catalogues. */
const LONGEST_INPUT = 32_768;

const SECRET = /secret|password|token|code|email|privateKey|authorization/i;
/** Names that only sound so. */
const HARMLESS = /tokenRate|amountTokens|[tT]okens$|errorCode|statusCode/;

/** Whether the graph lets admins call this mutation: then what it changes is written to the audit trail. */
export function isAdminMutation(field: GraphQLField<unknown, unknown>): boolean {
  const rule = accessRuleOf(field.astNode?.directives ?? []);
  return rule?.anyOfScopes?.some((all) => all.includes('admin')) ?? false;
}

/**
 * Has every mutation that admins may call written down, whoever wrote it: who, what was asked for, and each row that
 * it changed as it was before and after. The rows are noted by triggers in the transaction that changes them, so
 * there is no change without its note and no note of a change that was rolled back. What changed nothing (refused,
 * failed, put off to background work) is written down by itself.
 */
export function auditAdminMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    if (isAdminMutation(field)) audit(field);
  }
}

function audit(field: GraphQLField<unknown, CallContext>): void {
  const { resolve = defaultFieldResolver, name } = field;
  field.resolve = async (source, args, ctx, info) => {
    if (!actsAsAdmin(ctx.caller)) return resolve(source, args, ctx, info);
    const scope = auditScope(ctx, name, args);
    const audited: CallContext = { ...ctx, audit: scope };
    try {
      const result: unknown = await resolve(source, args, audited, info);
      const isRefusal = isProblem(result);
      if (!scope.isRepeat) {
        await record(audited, scope, isRefusal ? 'REFUSED' : 'DONE', isRefusal ? result.__typename : null);
      }
      return result;
    } catch (error) {
      await record(audited, scope, 'FAILED', error instanceof StudioError ? error.code : 'UNEXPECTED');
      throw error;
    } finally {
      scope.isOver = true;
    }
  };
}

/** Somebody with another right to the same mutation does not act as an admin. */
const actsAsAdmin = ({ kind, scopes }: Caller): boolean => kind === 'system' || scopes.includes('admin');

function auditScope(ctx: CallContext, mutation: string, args: object): AuditScope {
  const { subjectId: actorId, kind: actorKind, tenantId } = ctx.caller;
  const given = withoutSecrets('input' in args && Object.keys(args).length === 1 ? args.input : args);
  const size = JSON.stringify(given)?.length ?? 0;
  return {
    about: {
      id: newId(),
      tenantId,
      actorId,
      actorKind,
      mutation,
      givenInput: size > LONGEST_INPUT ? { leftOut: `${size} characters` } : given,
      correlationId: ctx.correlationId,
      at: ctx.clock.now().toISOString(),
    },
    isRepeat: false,
    isOver: false,
  };
}

/** What tells a transaction's triggers for whose mutation they write; nothing outside of one. */
export const asAudited = ({ audit }: Pick<CallContext, 'audit'>): BoundStatement[] =>
  audit && !audit.isOver ? [{ statement: SET_AUDIT, values: [JSON.stringify(audit.about)] }] : [];

/** Changes are noted with themselves; that the rest cannot be noted must not undo an answer. */
async function record(
  ctx: CallContext,
  scope: AuditScope,
  outcome: 'DONE' | 'REFUSED' | 'FAILED',
  refusal: string | null,
): Promise<void> {
  const values = [JSON.stringify(scope.about), outcome, refusal];
  await ctx.db
    .read({ ...ctx, audit: null }, RECORD_OUTCOME, values)
    .catch((error: unknown) =>
      ctx.log.error({ err: error, mutation: scope.about.mutation }, 'the audit trail could not be written'),
    );
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) && !HARMLESS.test(name) ? '[redacted]' : withoutSecrets(inner),
    ]),
  );
}
