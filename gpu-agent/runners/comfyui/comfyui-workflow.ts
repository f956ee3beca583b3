import type { JsonValue } from '../json-value.ts';
import type { WorkflowDefinition, WorkflowSpec } from '../workflow-spec.ts';

/** A node's input: a value, or `[nodeId, slot]` of the node that makes it. */
export type NodeInput = JsonValue;

/** A workflow in ComfyUI's API format: nodes by id. */
export type ComfyUiGraph = {
  [nodeId: string]: { class_type: string; inputs: { [name: string]: NodeInput } };
};

/** What an input is set to when a task is at hand. */
export type ComfyUiBinding = {
  nodeId: string;
  input: string;
  /**
   * - `footage` the name of the uploaded clip
   * - `outputPrefix` a name of the execution's own, so that nobody else's result is mistaken for it
   * - `seed` the task's
   * - `frameWidth`, `frameHeight` sides of the footage, even
   * - a parameter of the prompt; left out by the prompt, the graph's own value stays
   */
  from:
    | 'footage'
    | 'outputPrefix'
    | 'seed'
    | 'frameWidth'
    | 'frameHeight'
    | { parameter: string /** Of the parameter 0 and 1; default 0 and 1. */; range?: [number, number] };
};

/** A workflow of the ComfyUI runner. */
export interface ComfyUiWorkflow extends WorkflowDefinition {
  readonly settings: {
    graph: ComfyUiGraph;
    bindings: ComfyUiBinding[];
    /** Node whose files are the result. */
    outputNodeId: string;
  };
}

export type ComfyUiWorkflowSpec = WorkflowSpec<ComfyUiWorkflow>;
