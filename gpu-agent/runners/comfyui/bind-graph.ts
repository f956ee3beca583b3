import { RunnerError } from '../runner-error.ts';
import type { ComfyUiBinding, ComfyUiGraph, ComfyUiWorkflow } from './comfyui-workflow.ts';

/** What the inputs of a graph are bound to. */
export interface Bound {
  /** Name of the uploaded clip. */
  footage: string;
  outputPrefix: string;
  /** 32-bit unsigned. */
  seed: number;
  frameWidth: number;
  frameHeight: number;
  parameters: Readonly<Record<string, unknown>>;
}

/**
 * The graph of one task: a copy of the workflow's with the bound inputs set, by node id.
 * @throws RunnerError `WORKFLOW_REFUSED` for a binding of a node that the graph does not have; `INVALID_PARAMETERS`
 */
export function bindGraph({ graph, bindings }: ComfyUiWorkflow['settings'], bound: Bound): ComfyUiGraph {
  const result = structuredClone(graph);
  for (const { nodeId, input, from } of bindings) {
    const node = result[nodeId];
    if (!node) {
      const faults = [`node ${nodeId}: a binding names it, and the graph does not have it`];
      throw new RunnerError('WORKFLOW_REFUSED', 'the workflow binds what is not there', { faults });
    }
    const value = boundValue(from, bound);
    if (value !== undefined) node.inputs[input] = value;
  }
  return result;
}

function boundValue(from: ComfyUiBinding['from'], bound: Bound): string | number | undefined {
  if (typeof from === 'string') return bound[from];
  const given = bound.parameters[from.parameter];
  if (given === undefined) return undefined;
  if (typeof given === 'string') return given;
  if (typeof given !== 'number' || !Number.isFinite(given)) {
    throw new RunnerError('INVALID_PARAMETERS', `${from.parameter} is neither a number nor a text`);
  }
  const [least, most] = from.range ?? [0, 1];
  return least + (most - least) * given;
}
