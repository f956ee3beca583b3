import type { Caller } from '@effect-studio/kernel/context';
import {
  type AccessRule,
  DENIAL_STATUS,
  DENIAL_WORDS,
  denialOf,
  type Denial as Reason,
} from '@effect-studio/kernel/graph/access-rule';
import {
  type DocumentNode,
  type FieldNode,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { CheckedOperation, Denial, OperationRefusal } from '../execution/operation-gate.ts';
import { rootFieldsOf } from '../execution/root-fields.ts';
import type { AccessRules } from './access-rules.ts';

/** A selected field that not everybody may have. */
interface GuardedNode {
  node: FieldNode;
  rules: readonly AccessRule[];
}

/**
 * Finds the fields of an operation that its caller may not have, before it is planned: no subgraph is asked for
 * them, and a mutation among them never runs.
 */
export class Authorization {
  readonly #rules: AccessRules;
  readonly #guarded = new WeakMap<DocumentNode, readonly GuardedNode[]>();

  constructor(rules: AccessRules) {
    this.#rules = rules;
  }

  /** @returns null when the caller may have all of it; a refusal when nothing of a subscription is left */
  check(operation: CheckedOperation, caller: Caller): Denial | OperationRefusal | null {
    const denied = new Map<FieldNode, Reason>();
    let key = '';
    for (const [index, { node, rules }] of this.#guardedOf(operation).entries()) {
      const reason = firstDenial(rules, caller);
      if (!reason) continue;
      denied.set(node, reason);
      key += `${index}${reason[0]}`;
    }
    if (denied.size === 0) return null;
    const refused = refusedSubscription(operation, denied);
    if (refused) return refused;
    return {
      key,
      nodes: new Set(denied.keys()),
      errorOf: (node, path) => {
        const code = denied.get(node)!;
        return { message: DENIAL_WORDS[code], path, extensions: { code } };
      },
    };
  }

  #guardedOf({ document, schema }: CheckedOperation): readonly GuardedNode[] {
    const known = this.#guarded.get(document);
    if (known) return known;
    const guarded: GuardedNode[] = [];
    const types = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(types, {
        Field: {
          enter: (node) => {
            const parent = types.getParentType();
            const rules = this.#rules.of(parent?.name ?? '', node.name.value);
            if (rules.length > 0) guarded.push({ node, rules });
          },
        },
      }),
    );
    this.#guarded.set(document, guarded);
    return guarded;
  }
}

function firstDenial(rules: readonly AccessRule[], caller: Caller): Reason | null {
  for (const rule of rules) {
    const reason = denialOf(rule, caller);
    if (reason) return reason;
  }
  return null;
}

/** Nothing would ever come of a subscription whose one root field is denied. */
function refusedSubscription(
  { operation, document }: CheckedOperation,
  denied: ReadonlyMap<FieldNode, Reason>,
): OperationRefusal | null {
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return null;
  let refused: OperationRefusal | null = null;
  for (const node of rootFieldsOf({ document, operation })) {
    const code = denied.get(node);
    if (!code || refused) continue;
    const path = [node.alias?.value ?? node.name.value];
    refused = {
      status: DENIAL_STATUS[code],
      errors: [{ message: DENIAL_WORDS[code], path, extensions: { code } }],
    };
  }
  return refused;
}
