import { FakeComfyUi } from '../../testing/fake-comfyui.ts';
import { runnerContract } from '../../testing/runner-contract.ts';
import { createComfyUiRunner } from './comfyui-runner.ts';
import { COMFYUI_WORKFLOWS } from './workflow-catalogue.ts';

const workflow = COMFYUI_WORKFLOWS.find(({ id }) => id === 'cartoon-comfyui-ink')!;

runnerContract('the ComfyUI runner, at a server that speaks the recorded protocol,', async () => {
  const fake = await FakeComfyUi.start();
  return {
    runner: createComfyUiRunner({ url: fake.url, workflows: COMFYUI_WORKFLOWS, follow: { pollMs: 50 } }),
    workflow,
    hang: () => fake.behaviours.set('7', { kind: 'hang' }),
    unhang: () => fake.behaviours.clear(),
    break: () => fake.stop(),
    stop: () => fake.stop().catch(() => undefined),
  };
});

const url = process.env.COMFYUI_URL;
runnerContract(
  'the ComfyUI runner, at a real ComfyUI,',
  async () => ({ runner: createComfyUiRunner({ url: url!, workflows: COMFYUI_WORKFLOWS }), workflow }),
  url ? null : 'COMFYUI_URL is not set',
);
