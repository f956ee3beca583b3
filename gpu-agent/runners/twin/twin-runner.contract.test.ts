import { runnerContract } from '../../testing/runner-contract.ts';
import { sampleTwin } from '../../testing/sample-twin.ts';
import { createTwinRunner } from './twin-runner.ts';

runnerContract('the provider twin', async () => {
  const file = sampleTwin();
  return { runner: createTwinRunner({ file }), workflow: file.providers[0]!.workflows[0]!.spec };
});
