import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { CheckedOperation } from '../execution/operation-gate.ts';
import { rootFieldsOf } from '../execution/root-fields.ts';
import { isRateTierName, type RateTierName } from './rate-tier.ts';

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** How often an operation counts in a tier: once for each of its root fields that belong to it. */
export interface TierUse {
  tier: RateTierName;
  count: number;
}

/** The tiers that root fields belong to by `@rateTier`. */
export class FieldTiers {
  readonly #byField = new Map<string, RateTierName>();
  readonly #uses = new WeakMap<OperationDefinitionNode, readonly TierUse[]>();

  /** @throws Error on a tier that there is not */
  constructor(api: DocumentNode) {
    for (const type of api.definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || !ROOTS.has(type.name.value)) continue;
      for (const field of type.fields ?? []) {
        const directive = field.directives?.find(({ name }) => name.value === 'rateTier');
        const value = directive?.arguments?.[0]?.value;
        if (!directive) continue;
        const tier = value?.kind === Kind.STRING ? value.value : '';
        if (!isRateTierName(tier))
          throw new Error(`${type.name.value}.${field.name.value} has no rate tier "${tier}"`);
        this.#byField.set(`${type.name.value}.${field.name.value}`, tier);
      }
    }
  }

  of(checked: CheckedOperation): readonly TierUse[] {
    const known = this.#uses.get(checked.operation);
    if (known) return known;
    const root = checked.schema.getRootType(checked.operation.operation)?.name ?? '';
    const counts = new Map<RateTierName, number>();
    for (const { name } of rootFieldsOf(checked)) {
      const tier = this.#byField.get(`${root}.${name.value}`);
      if (tier) counts.set(tier, (counts.get(tier) ?? 0) + 1);
    }
    const uses = [...counts].map(([tier, count]) => ({ tier, count }));
    this.#uses.set(checked.operation, uses);
    return uses;
  }
}
