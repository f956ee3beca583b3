import { DENIAL_STATUS, DENIAL_WORDS } from '@effect-studio/kernel/graph/access-rule';
import type { Audience } from '@effect-studio/schema/audiences/audience';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { AccessRules } from '../authorization/access-rules.ts';
import { Authorization } from '../authorization/authorization.ts';
import type { GraphRequest, OperationGate, OperationRefusal } from '../execution/operation-gate.ts';
import { refusal, refusalOf } from '../execution/refusals.ts';
import type { RequestScope } from '../execution/request-scope.ts';
import { LIMITS } from '../limits/audience-limits.ts';
import { CostTable } from '../limits/cost-table.ts';
import { OperationCosts } from '../limits/operation-cost.ts';
import { excesses, tooDear } from '../limits/operation-limits.ts';
import { FieldTiers } from '../rates/field-tiers.ts';
import type { RateGuard } from '../rates/rate-guard.ts';
import type { TrustedDocuments } from '../trusted-documents/trusted-documents.ts';
import { trustedText } from '../trusted-documents/trusted-text.ts';

/** What the directives of a supergraph say, ready to be applied. One for all audiences. */
export class GraphRules {
  readonly authorization: Authorization;
  readonly costs: OperationCosts;
  readonly tiers: FieldTiers;

  /** @param api the API part of the supergraph, directives included */
  constructor(api: DocumentNode) {
    this.authorization = new Authorization(new AccessRules(api));
    this.costs = new OperationCosts(new CostTable(api));
    this.tiers = new FieldTiers(api);
  }
}

export interface GateOptions {
  audience: Audience | 'internal';
  /** The rules of the supergraph that a schema was made of. @throws Error when there are none */
  rulesOf(schema: GraphQLSchema): GraphRules;
  /** What is trusted at this moment; null: anything is run. */
  trusted(): TrustedDocuments | null;
  /** Whether operations that are not trusted are run, too. */
  takesAnything: boolean;
  rates: RateGuard | null;
}

/**
 * What stands between a request and its plan, for one audience: trusted documents, limits, rates, cost,
 * authorization. The same over HTTP and over sockets.
 */
export function audienceGate(options: GateOptions): OperationGate {
  const { audience, rulesOf, trusted, takesAnything, rates } = options;
  const limits = LIMITS[audience];
  return {
    maxTokens: limits.tokens,
    textOf: (request: GraphRequest) => trustedText(request, trusted(), takesAnything),
    explain: (text, refused) => (trusted()?.has(text) ? notForThem(audience) : refused),
    enter: rates ? (scope: RequestScope) => rates.enter(audience, scope) : undefined,
    check: (document) => excesses(document, limits),
    admit: (operation, variables, scope) => {
      const { authorization, costs, tiers } = rulesOf(operation.schema);
      const denial = authorization.check(operation, scope.caller);
      if (denial && 'status' in denial) return denial;
      const cost = costs.of(operation, variables);
      if (cost > limits.cost) return tooDearFor(cost, limits.cost);
      const limited = tiers.of(operation);
      if (limited.length === 0 || !rates) return denial;
      return rates.spend(limited, scope).then((tooOften) => tooOften ?? denial);
    },
  };
}

/** The operation is one of ours, for somebody else: whose session ended is told so, not that their program is broken. */
function notForThem(audience: Audience | 'internal'): OperationRefusal {
  const reason = audience === 'public' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  return refusal(DENIAL_STATUS[reason], reason, DENIAL_WORDS[reason]);
}

const tooDearFor = (cost: number, limit: number): OperationRefusal =>
  refusalOf([tooDear(cost, limit)], 'OPERATION_TOO_LARGE');
