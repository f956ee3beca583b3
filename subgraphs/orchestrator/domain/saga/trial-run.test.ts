import { describe, expect, it } from 'vitest';
import { EXAMPLE_ID, FOOTAGE_ID, factsOf, submitted, worldWith } from '../../testing/facts.ts';
import { Journey } from '../../testing/journey.ts';

const [AGENT_A, AGENT_B] = ['01890a5d-ac96-774b-bcce-b302099a80b1', '01890a5d-ac96-774b-bcce-b302099a80b2'];
const DIGEST = 'e'.repeat(64);
const facts = factsOf();
const legs = [AGENT_A!, AGENT_B!].map((onlyAgentId) => ({
  ...{ providerId: 'cpu-swift', workflowId: 'not-published-yet', digest: DIGEST, onlyAgentId },
}));

describe('the try of a workflow', () => {
  it('renders exactly what was asked for, on the named machines and as a system test, and completes', () => {
    const reserved = facts.reserved();
    const journey = new Journey(worldWith(), {
      ...submitted(),
      budgetContext: 'system_test',
      benchmark: { effectTypeId: 'duotone', legs },
      quote: { amountTokens: 0, rateCardVersion: 1 },
      variants: [{ variantId: AGENT_A!, effectTypeId: 'duotone', text: 'try', parameters: { strength: 1 } }],
    }).give(
      facts.clipReady(EXAMPLE_ID),
      facts.clipReady(FOOTAGE_ID),
      { ...reserved, payload: { ...reserved.payload, amountTokens: 0 } },
      facts.analyzed(),
    );
    const [batch] = journey.events('TestBatchDispatched');
    expect(batch!.legs).toMatchObject(
      [AGENT_A, AGENT_B].map((onlyAgentId) => ({
        ...{ onlyAgentId, workflowDigest: DIGEST, budgetContext: 'system_test', excerpt: null },
        parameters: { strength: 1 },
      })),
    );
    const [first, second] = batch!.legs.map(({ taskId }) => taskId);
    journey.give(
      facts.dispatched(first!),
      facts.succeeded(first!),
      facts.succeeded(second!),
      facts.judged(first!),
      facts.judged(second!),
    );
    expect(journey.run.state).toBe('COMPLETED');
    expect(journey.events('ResultReady')).toEqual([]);
  });
});
