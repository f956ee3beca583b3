import type { ComfyUiWorkflow } from '../comfyui-workflow.ts';

/** Flat colours under drawn lines, with the nodes that every ComfyUI has: no model is needed. */
export const CARTOON_INK: ComfyUiWorkflow = {
  id: 'cartoon-comfyui-ink',
  effectTypeId: 'cartoon',
  variant: 'fast',
  version: 1,
  description: 'Blurred, quantised colours under edges drawn in ink, on a ComfyUI without models.',
  settings: {
    graph: {
      '1': { class_type: 'LoadVideo', inputs: { file: '' } },
      '2': { class_type: 'GetVideoComponents', inputs: { video: ['1', 0] } },
      '3': { class_type: 'ImageBlur', inputs: { image: ['2', 0], blur_radius: 3, sigma: 2 } },
      '4': { class_type: 'ImageQuantize', inputs: { image: ['3', 0], colors: 24, dither: 'none' } },
      '5': { class_type: 'Canny', inputs: { image: ['2', 0], low_threshold: 0.2, high_threshold: 0.5 } },
      '6': { class_type: 'ImageInvert', inputs: { image: ['5', 0] } },
      '7': {
        class_type: 'ImageBlend',
        inputs: { image1: ['4', 0], image2: ['6', 0], blend_factor: 0.9, blend_mode: 'multiply' },
      },
      '8': { class_type: 'CreateVideo', inputs: { images: ['7', 0], fps: ['2', 2], audio: ['2', 1] } },
      '9': {
        class_type: 'SaveVideo',
        inputs: { video: ['8', 0], filename_prefix: '', format: 'mp4', codec: 'h264' },
      },
    },
    bindings: [
      { nodeId: '1', input: 'file', from: 'footage' },
      { nodeId: '7', input: 'blend_factor', from: { parameter: 'strength', range: [0, 0.9] } },
      { nodeId: '9', input: 'filename_prefix', from: 'outputPrefix' },
    ],
    outputNodeId: '9',
  },
  cost: { fixedSeconds: 1, secondsPerMegapixel: 0.02 },
  // Every frame is held as 32-bit floats, and Canny works on the accelerator.
  requires: { vramMiB: 4_096, capabilities: ['comfyui'] },
};
