import analysis from '@effect-studio/analysis/subgraph';
import economics from '@effect-studio/economics/subgraph';
import execution from '@effect-studio/execution/subgraph';
import gallery from '@effect-studio/gallery/subgraph';
import identity from '@effect-studio/identity/subgraph';
import intake from '@effect-studio/intake/subgraph';
import type { SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import notifications from '@effect-studio/notifications/subgraph';
import operations from '@effect-studio/operations/subgraph';
import orchestrator from '@effect-studio/orchestrator/subgraph';
import prompts from '@effect-studio/prompts/subgraph';
import providers from '@effect-studio/providers/subgraph';
import quality from '@effect-studio/quality/subgraph';

/** Every bounded context of the studio, M1 to M10 and then the cross-cutting ones. */
export const CONTEXTS: readonly SubgraphDefinition[] = [
  intake,
  analysis,
  providers,
  prompts,
  orchestrator,
  execution,
  quality,
  economics,
  notifications,
  gallery,
  identity,
  operations,
];

/**
 * The contexts named after `--only`, or all.
 * @throws Error that names the ones that do not exist
 */
export function chooseContexts(args: readonly string[]): readonly SubgraphDefinition[] {
  const at = args.indexOf('--only');
  if (at === -1) return CONTEXTS;
  const names = (args[at + 1] ?? '').split(',').filter(Boolean);
  const unknown = names.filter((name) => !CONTEXTS.some((context) => context.name === name));
  if (unknown.length > 0 || names.length === 0) {
    const known = CONTEXTS.map((context) => context.name).join(', ');
    throw new Error(
      `--only takes names of contexts, separated by commas: ${known}. Unknown: ${unknown.join(', ') || 'none given'}`,
    );
  }
  return CONTEXTS.filter((context) => names.includes(context.name));
}
