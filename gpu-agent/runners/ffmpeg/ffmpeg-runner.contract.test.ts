import { runnerContract } from '../../testing/runner-contract.ts';
import { createFfmpegRunner } from './ffmpeg-runner.ts';
import { findWorkflow } from './workflow-catalogue.ts';

runnerContract('the ffmpeg runner', async () => ({
  runner: createFfmpegRunner(),
  workflow: findWorkflow('vintage-film-balanced')!,
}));
