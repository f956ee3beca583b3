import type { ComfyUiWorkflow } from '../comfyui-workflow.ts';

/** Every frame redrawn by Stable Diffusion 1.5, held to its edges by a ControlNet. Both models have to be on the machine. */
export const CARTOON_DIFFUSION: ComfyUiWorkflow = {
  id: 'cartoon-comfyui-diffusion',
  effectTypeId: 'cartoon',
  variant: 'fine',
  version: 1,
  description: 'Frames redrawn by a diffusion model that keeps to their edges.',
  settings: {
    graph: {
      '1': { class_type: 'LoadVideo', inputs: { file: '' } },
      '2': { class_type: 'GetVideoComponents', inputs: { video: ['1', 0] } },
      '3': {
        class_type: 'ImageScaleToTotalPixels',
        inputs: { image: ['2', 0], upscale_method: 'area', megapixels: 0.3 },
      },
      '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'dreamshaper_8.safetensors' } },
      '5': {
        class_type: 'CLIPTextEncode',
        inputs: { clip: ['4', 1], text: 'flat cel shaded cartoon, clean ink outlines, simple colours' },
      },
      '6': {
        class_type: 'CLIPTextEncode',
        inputs: { clip: ['4', 1], text: 'photo, grain, blur, text, watermark, extra limbs' },
      },
      '7': {
        class_type: 'ControlNetLoader',
        inputs: { control_net_name: 'control_v11p_sd15_canny_fp16.safetensors' },
      },
      '8': { class_type: 'Canny', inputs: { image: ['3', 0], low_threshold: 0.15, high_threshold: 0.4 } },
      '9': {
        class_type: 'ControlNetApplyAdvanced',
        inputs: {
          positive: ['5', 0],
          negative: ['6', 0],
          control_net: ['7', 0],
          image: ['8', 0],
          strength: 0.9,
          start_percent: 0,
          end_percent: 1,
        },
      },
      '10': { class_type: 'VAEEncode', inputs: { pixels: ['3', 0], vae: ['4', 2] } },
      '11': {
        class_type: 'KSampler',
        inputs: {
          model: ['4', 0],
          positive: ['9', 0],
          negative: ['9', 1],
          latent_image: ['10', 0],
          seed: 0,
          steps: 14,
          cfg: 6,
          sampler_name: 'euler',
          scheduler: 'normal',
          denoise: 0.45,
        },
      },
      '12': { class_type: 'VAEDecode', inputs: { samples: ['11', 0], vae: ['4', 2] } },
      '13': {
        class_type: 'ImageScale',
        inputs: { image: ['12', 0], upscale_method: 'lanczos', width: 512, height: 512, crop: 'disabled' },
      },
      '14': { class_type: 'CreateVideo', inputs: { images: ['13', 0], fps: ['2', 2], audio: ['2', 1] } },
      '15': {
        class_type: 'SaveVideo',
        inputs: { video: ['14', 0], filename_prefix: '', format: 'mp4', codec: 'h264' },
      },
    },
    bindings: [
      { nodeId: '1', input: 'file', from: 'footage' },
      { nodeId: '11', input: 'seed', from: 'seed' },
      { nodeId: '11', input: 'denoise', from: { parameter: 'strength', range: [0.15, 0.6] } },
      { nodeId: '13', input: 'width', from: 'frameWidth' },
      { nodeId: '13', input: 'height', from: 'frameHeight' },
      { nodeId: '15', input: 'filename_prefix', from: 'outputPrefix' },
    ],
    outputNodeId: '15',
  },
  cost: { fixedSeconds: 8, secondsPerMegapixel: 0.6 },
  requires: { vramMiB: 10_240, capabilities: ['comfyui'] },
};
