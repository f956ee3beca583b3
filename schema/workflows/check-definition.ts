import { z } from 'zod';
import type { JsonObject } from './canonical-json.ts';
import { comfyUiSettings } from './comfyui-settings.ts';
import { type WorkflowDefinitionDocument, workflowDefinition } from './definition.ts';
import { settingsShape } from './settings-shape.ts';

/** Adapters whose workflows can be written here and sent to a machine with the lease. */
export const WRITABLE_ADAPTERS = ['ffmpeg', 'comfyui'] as const;
export type WritableAdapter = (typeof WRITABLE_ADAPTERS)[number];

export const isWritableAdapter = (adapter: string): adapter is WritableAdapter =>
  WRITABLE_ADAPTERS.some((known) => known === adapter);

/** What is wrong with a definition, and where (`settings.grainSigma`; empty for the whole). */
export interface DefinitionFault {
  path: string;
  message: string;
}

/**
 * The whole shape of a definition of one adapter.
 * @param houseSettings settings of the house's workflows of the same effect type; only ffmpeg's shape is read off them
 */
export function definitionShape(
  adapter: WritableAdapter,
  houseSettings: readonly JsonObject[],
): z.ZodType<WorkflowDefinitionDocument> {
  const settings = adapter === 'comfyui' ? comfyUiSettings : settingsShape(houseSettings);
  const shape =
    adapter === 'comfyui'
      ? workflowDefinition.omit({ encode: true, planner: true, requiredFilters: true }).extend({ settings })
      : workflowDefinition.required({ encode: true, requiredFilters: true }).extend({ settings });
  return shape as unknown as z.ZodType<WorkflowDefinitionDocument>;
}

/** Every fault of a definition at once; none: it may be run. */
export function definitionFaults(
  definition: unknown,
  adapter: WritableAdapter,
  houseSettings: readonly JsonObject[],
): DefinitionFault[] {
  const result = definitionShape(adapter, houseSettings).safeParse(definition);
  if (!result.success) {
    return result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  }
  return adapter === 'comfyui' ? graphFaults(result.data) : [];
}

/** JSON Schema (draft 2020-12) of a definition, for an editor. */
export const definitionJsonSchema = (
  adapter: WritableAdapter,
  houseSettings: readonly JsonObject[],
): object => z.toJSONSchema(definitionShape(adapter, houseSettings), { io: 'input' });

/** Bindings and output must name nodes that are there. */
function graphFaults(definition: WorkflowDefinitionDocument): DefinitionFault[] {
  const { graph, bindings, outputNodeId } = comfyUiSettings.parse(definition.settings);
  const faults = bindings.flatMap(({ nodeId }, index) =>
    Object.hasOwn(graph, nodeId)
      ? []
      : [{ path: `settings.bindings.${index}.nodeId`, message: `the graph has no node ${nodeId}` }],
  );
  if (Object.hasOwn(graph, outputNodeId)) return faults;
  return [...faults, { path: 'settings.outputNodeId', message: `the graph has no node ${outputNodeId}` }];
}
