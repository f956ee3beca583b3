import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ensureTurns } from '@effect-studio/kernel/jobs/recurring';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOperationsConfig } from './config.ts';
import { operationsSubgraph } from './subgraph.ts';
import { pagingJobs } from './workers/paging.ts';

const received: { dedup_key: string; payload: { summary: string } }[] = [];
let answers: number[] = [];
let pager: Server;
let studio: TestStudio;

beforeAll(async () => {
  pager = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = answers.shift() ?? 202;
      if (status === 202) received.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => pager.listen(0, '127.0.0.1', resolve));
  const config = readOperationsConfig({
    PAGER_WEBHOOK_URL: `http://127.0.0.1:${(pager.address() as AddressInfo).port}/v2/enqueue`,
    PAGER_FORMAT: 'pagerduty',
    PAGER_ROUTING_KEY: 'R1',
  });
  studio = await TestStudio.open([operationsSubgraph(config)]);
  await ensureTurns(studio.call('operations'), pagingJobs(config));
});
afterAll(async () => {
  await studio.close();
  pager.close();
});

const condition = (message: string) => ({
  eventType: 'LEDGER_MISMATCH',
  correlationId: null,
  message,
  economicImpact: { type: 'REVENUE_AT_RISK' as const, estimatedCostNanoUsd: '7777777', affectedJobs: 1 },
  operatorAction: {
    classification: 'LEDGER',
    urgency: 'ACT_NOW' as const,
    suggestedAction: 'Look at the accounts.',
    autoActionTaken: null,
    escalationChain: ['operator_monitor'],
    runbook: 'ledger-mismatch.md',
  },
});

it('somebody is woken once for each critical condition, whatever the pager answers first, and not told what it costs', async () => {
  const { actionLog } = studio.call('operations');
  await actionLog.error(condition('an error'));
  await actionLog.critical(condition('the first'));
  await actionLog.critical(condition('the second'));
  answers = [500, 429];
  for (let turn = 0; turn < 6; turn += 1) {
    studio.clock.advance(15_000);
    await studio.settle();
  }
  const summaries = received.map(({ payload }) => payload.summary).sort();
  expect(summaries).toEqual([
    'LEDGER_MISMATCH (operations): the first',
    'LEDGER_MISMATCH (operations): the second',
  ]);
  expect(new Set(received.map(({ dedup_key }) => dedup_key)).size).toBe(2);
  expect(JSON.stringify(received)).not.toContain('7777777');
});

it('nobody is woken where there is no pager, and a wrong address is refused at the start', () => {
  expect(pagingJobs(readOperationsConfig({}))).toEqual([]);
  expect(() => readOperationsConfig({ PAGER_WEBHOOK_URL: 'pager' })).toThrow(/PAGER_WEBHOOK_URL/);
});
