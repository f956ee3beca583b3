import type { DeclareProviderInput } from '../../../generated/graphql.ts';

/** What declares a provider, but for the key of the command. */
export type Declaration = Omit<DeclareProviderInput, 'idempotencyKey'>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const texts = (value: unknown): string[] => (isList(value) ? value.filter(isText) : []);
const VARIANTS = ['FAST', 'BALANCED', 'FINE'] as const;

/**
 * What an agent prints with `--declare`: a list of declarations, or one of them. The graph judges what they say; here is only
 * seen whether they have their parts.
 * @returns null when it is something else
 */
export function declarationsOf(printed: unknown): Declaration[] | null {
  const all = (isList(printed) ? printed : [printed]).map(declarationOf);
  return all.length > 0 && all.every((one) => one !== null) ? all : null;
}

function declarationOf(printed: unknown): Declaration | null {
  if (typeof printed !== 'object' || printed === null) return null;
  const { id, name, adapter, instanceType, capabilities, budgetContexts, workflows } = printed as Record<
    string,
    unknown
  >;
  if (![id, name, adapter, instanceType].every(isText) || !isList(workflows)) return null;
  const ways = workflows.map(workflowOf);
  if (ways.some((way) => way === null)) return null;
  return {
    ...{ id: id as string, name: name as string },
    ...{ adapter: adapter as string, instanceType: instanceType as string },
    capabilities: texts(capabilities),
    budgetContexts: isList(budgetContexts) ? texts(budgetContexts) : null,
    workflows: ways.filter((way) => way !== null),
  };
}

function workflowOf(printed: unknown): Declaration['workflows'][number] | null {
  if (typeof printed !== 'object' || printed === null) return null;
  const { id, effectTypeId, variant, digest, title, vramMiB, capabilities } = printed as Record<
    string,
    unknown
  >;
  const known = VARIANTS.find((one) => one === variant);
  if (![id, effectTypeId, digest, title].every(isText) || known === undefined) return null;
  return {
    ...{ id: id as string, effectTypeId: effectTypeId as string, variant: known },
    ...{ digest: digest as string, title: title as string },
    vramMiB: typeof vramMiB === 'number' ? vramMiB : null,
    capabilities: texts(capabilities),
  };
}
