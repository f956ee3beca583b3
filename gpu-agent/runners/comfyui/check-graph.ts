import type { ComfyUiGraph } from './comfyui-workflow.ts';
import { type InputType, inputType, type ObjectInfo } from './object-info.ts';

/** One thing that is wrong with a graph, and where. */
export interface GraphFault {
  nodeId: string;
  classType: string;
  /** Null: the node as a whole. */
  input: string | null;
  what: string;
  /** What is missing may be there on another machine, such as a model. */
  isLocal: boolean;
}

/** `node 9 (SaveVideo), input format: "avi" is none of auto, mp4` */
export function faultText({ nodeId, classType, input, what }: GraphFault): string {
  return `node ${nodeId} (${classType})${input === null ? '' : `, input ${input}`}: ${what}`;
}

/**
 * Checks a graph against the nodes that a ComfyUI has, as that would at submission and a little beyond: kinds of node,
 * required and unknown inputs, links and their types, ranges and choices, cycles, and that something is put out.
 * @returns every fault, by node; none when it can be submitted
 */
export function checkGraph(graph: ComfyUiGraph, info: ObjectInfo): GraphFault[] {
  const faults = Object.entries(graph).flatMap(([nodeId, node]) => checkNode(nodeId, node, graph, info));
  const hasOutput = Object.values(graph).some(({ class_type }) => info[class_type]?.output_node);
  if (!hasOutput && faults.length === 0) {
    faults.push({
      nodeId: '-',
      classType: 'graph',
      input: null,
      what: 'no node puts anything out',
      isLocal: false,
    });
  }
  return faults;
}

function checkNode(
  nodeId: string,
  { class_type: classType, inputs }: ComfyUiGraph[string],
  graph: ComfyUiGraph,
  info: ObjectInfo,
): GraphFault[] {
  const fault = (input: string | null, what: string, isLocal = false): GraphFault => ({
    nodeId,
    classType,
    input,
    what,
    isLocal,
  });
  const kind = info[classType];
  if (!kind) return [fault(null, 'this ComfyUI has no such node', true)];
  const { required = {}, optional = {} } = kind.input;
  const missing = Object.keys(required)
    .filter((name) => inputs[name] === undefined)
    .map((name) => fault(name, 'is required'));
  const given = Object.entries(inputs).flatMap(([name, value]) => {
    const declared = required[name] ?? optional[name];
    if (!declared) return [fault(name, 'the node has no such input')];
    const type = inputType(declared);
    const wrong = isLink(value) ? checkLink(nodeId, value, type, graph, info) : checkValue(value, type);
    return wrong === null ? [] : [fault(name, wrong.what, wrong.isLocal)];
  });
  return [...missing, ...given];
}

type Wrong = { what: string; isLocal: boolean } | null;
const wrong = (what: string, isLocal = false): Wrong => ({ what, isLocal });

const isLink = (value: unknown): value is [string, number] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';

function checkLink(
  nodeId: string,
  [from, slot]: [string, number],
  type: InputType,
  graph: ComfyUiGraph,
  info: ObjectInfo,
): Wrong {
  const source = graph[from];
  if (!source) return wrong(`there is no node ${from}`);
  if (leadsBackTo(nodeId, from, graph)) return wrong(`node ${from} depends on this one`);
  const kind = info[source.class_type];
  // Told of the node itself.
  if (!kind) return null;
  const made = kind.output[slot];
  if (made === undefined) return wrong(`node ${from} (${source.class_type}) has no output ${slot}`);
  // A choice as an output is the list of its values.
  const makes = Array.isArray(made) ? ['COMBO'] : String(made).split(',');
  const fits =
    type.types.includes('*') || makes.includes('*') || makes.some((name) => type.types.includes(name));
  return fits
    ? null
    : wrong(`takes ${type.types.join(' or ')}, and node ${from} makes ${makes.join(' or ')}`);
}

function leadsBackTo(target: string, from: string, graph: ComfyUiGraph, seen = new Set<string>()): boolean {
  if (from === target) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const links = Object.values(graph[from]?.inputs ?? {}).filter(isLink);
  return links.some(([next]) => leadsBackTo(target, next, graph, seen));
}

function checkValue(value: unknown, type: InputType): Wrong {
  const [name] = type.types;
  switch (name) {
    case 'INT':
    case 'FLOAT': {
      if (typeof value !== 'number') return wrong(`${JSON.stringify(value)} is no number`);
      if (name === 'INT' && !Number.isInteger(value)) return wrong(`${value} is no whole number`);
      if (type.min !== null && value < type.min) return wrong(`${value} is below ${type.min}`);
      if (type.max !== null && value > type.max) return wrong(`${value} is above ${type.max}`);
      return null;
    }
    case 'STRING':
      return typeof value === 'string' ? null : wrong(`${JSON.stringify(value)} is no text`);
    case 'BOOLEAN':
      return typeof value === 'boolean' ? null : wrong(`${JSON.stringify(value)} is neither true nor false`);
    case 'COMBO': {
      if (type.options === null || type.isUpload || type.options.includes(value)) return null;
      const choices =
        type.options.length === 0 ? 'nothing, for there is none here' : type.options.slice(0, 12).join(', ');
      return wrong(`${JSON.stringify(value)} is not there; to choose from: ${choices}`, isFileName(value));
    }
    default:
      return type.types.includes('*')
        ? null
        : wrong(`has to come from another node that makes ${type.types.join(' or ')}`);
  }
}

/** Models are chosen by their file's name, and which are there is the machine's matter. */
const isFileName = (value: unknown): boolean => typeof value === 'string' && /\.[a-z0-9]{2,12}$/i.test(value);
