import { FakeJobService } from '../../testing/fake-job-service.ts';
import { MILL_WORKFLOW } from '../../testing/mill.ts';
import { runnerContract } from '../../testing/runner-contract.ts';
import { createHttpJobRunner } from './http-job-runner.ts';

runnerContract('the runner of job services', async () => {
  const service = await FakeJobService.start([MILL_WORKFLOW]);
  return {
    runner: createHttpJobRunner({
      id: 'mill',
      url: service.url,
      token: null,
      workflows: [MILL_WORKFLOW],
      upstream: { firstRetryMs: 5 },
    }),
    workflow: MILL_WORKFLOW,
    hang: () => {
      service.holds = 'running';
    },
    unhang: () => service.release(),
    break: () => service.stop(),
    stop: () => service.stop().catch(() => undefined),
  };
});
