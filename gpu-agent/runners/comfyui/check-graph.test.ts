import { describe, expect, it } from 'vitest';
import recordedInfo from '../../testing/comfyui-object-info.json' with { type: 'json' };
import { bindGraph } from './bind-graph.ts';
import { checkGraph, faultText } from './check-graph.ts';
import type { ComfyUiGraph } from './comfyui-workflow.ts';
import { objectInfoSchema } from './object-info.ts';
import { COMFYUI_WORKFLOWS } from './workflow-catalogue.ts';
import { CARTOON_INK } from './workflows/cartoon-ink.ts';

const info = objectInfoSchema.parse(recordedInfo);
const BOUND = {
  ...{ footage: 'in.mp4', outputPrefix: 'x', seed: 7, frameWidth: 640, frameHeight: 360 },
  parameters: {},
};
const ink = (): ComfyUiGraph => bindGraph(CARTOON_INK.settings, BOUND);
const faultsOf = (graph: ComfyUiGraph): string[] => checkGraph(graph, info).map(faultText);
function changed(nodeId: string, inputs: object): ComfyUiGraph {
  const graph = ink();
  graph[nodeId]!.inputs = { ...graph[nodeId]!.inputs, ...inputs };
  return graph;
}

describe('a graph before it is sent', () => {
  it('is good when every node, input and link fits', () => {
    expect(faultsOf(ink())).toEqual([]);
  });

  it.each([
    [
      'a choice',
      '9',
      { format: 'avi' },
      /^node 9 \(SaveVideo\), input format: "avi" is not there.*auto, mp4/,
    ],
    ['a range', '4', { colors: 300 }, /^node 4 \(ImageQuantize\), input colors: 300 is above 256/],
    [
      'a whole number',
      '3',
      { blur_radius: 1.5 },
      /^node 3 \(ImageBlur\), input blur_radius: 1.5 is no whole/,
    ],
    ['a number', '3', { sigma: 'much' }, /^node 3 \(ImageBlur\), input sigma: "much" is no number/],
    ['a text', '9', { filename_prefix: 3 }, /^node 9 \(SaveVideo\), input filename_prefix: 3 is no text/],
    [
      'an unknown input',
      '6',
      { shine: 1 },
      /^node 6 \(ImageInvert\), input shine: the node has no such input/,
    ],
    ['a link to nowhere', '6', { image: ['99', 0] }, /^node 6 .*input image: there is no node 99/],
    ['a link of another type', '6', { image: ['1', 0] }, /input image: takes IMAGE, and node 1 makes VIDEO/],
    [
      'an output that is not there',
      '6',
      { image: ['2', 7] },
      /node 2 \(GetVideoComponents\) has no output 7/,
    ],
    ['a value for a link', '6', { image: 'red' }, /has to come from another node that makes IMAGE/],
    ['a cycle', '3', { image: ['4', 0] }, /^node 3 .*node 4 depends on this one/],
  ])('is refused for %s, with node and input', (_what, nodeId, inputs, fault) => {
    expect(faultsOf(changed(nodeId, inputs)).join('\n')).toMatch(fault);
  });

  it('is refused for what is missing, for nodes that are not there, and for putting nothing out', () => {
    const graph = ink();
    delete graph['9']!.inputs.codec;
    graph['5']!.class_type = 'CannyDeluxe';
    expect(faultsOf(graph)).toEqual([
      'node 5 (CannyDeluxe): this ComfyUI has no such node',
      'node 9 (SaveVideo), input codec: is required',
    ]);
    const { '9': _saves, ...without } = ink();
    expect(faultsOf(without)).toEqual(['node - (graph): no node puts anything out']);
  });

  it('tells models that a machine lacks apart from faults of the graph', () => {
    const diffusion = COMFYUI_WORKFLOWS.find(({ id }) => id === 'cartoon-comfyui-diffusion')!;
    const faults = checkGraph(bindGraph(diffusion.settings, BOUND), info);
    expect(faults.map(faultText)).toEqual([
      expect.stringMatching(/^node 4 \(CheckpointLoaderSimple\), input ckpt_name: "dreamshaper_8/),
      expect.stringMatching(/^node 7 \(ControlNetLoader\), input control_net_name/),
    ]);
    expect(faults.every(({ isLocal }) => isLocal)).toBe(true);
    const equipped = structuredClone(recordedInfo);
    equipped.CheckpointLoaderSimple.input.required.ckpt_name[0] = ['dreamshaper_8.safetensors'] as never;
    equipped.ControlNetLoader.input.required.control_net_name[0] = [
      'control_v11p_sd15_canny_fp16.safetensors',
    ] as never;
    expect(checkGraph(bindGraph(diffusion.settings, BOUND), objectInfoSchema.parse(equipped))).toEqual([]);
  });
});

describe('binding', () => {
  it('sets inputs by the id of their node and leaves the workflow as it is', () => {
    const graph = bindGraph(CARTOON_INK.settings, { ...BOUND, parameters: { strength: 0.5 } });
    expect(graph['1']!.inputs.file).toBe('in.mp4');
    expect(graph['7']!.inputs.blend_factor).toBeCloseTo(0.45);
    expect(CARTOON_INK.settings.graph['7']!.inputs.blend_factor).toBe(0.9);
  });

  it('refuses a binding of a node that is not there', () => {
    const { graph, outputNodeId } = CARTOON_INK.settings;
    const bindings = [{ nodeId: '77', input: 'file', from: 'footage' as const }];
    expect(() => bindGraph({ graph, outputNodeId, bindings }, BOUND)).toThrow(
      expect.objectContaining({ code: 'WORKFLOW_REFUSED', faults: [expect.stringContaining('node 77')] }),
    );
  });
});
