import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOperationsConfig } from './config.ts';
import { logCursor, parseLogCursor } from './domain/log-cursor.ts';
import { operationsSubgraph } from './subgraph.ts';
import { followActionLog } from './use-cases/follow-action-log.ts';

let studio: TestStudio;
let anna: Caller;
beforeAll(async () => {
  studio = await TestStudio.open([operationsSubgraph(readOperationsConfig({ STUDIO_MODE: 'embedded' }))]);
  anna = admin();
});
afterAll(() => studio.close());

const impact = { type: 'NONE_MEASURED', estimatedCostNanoUsd: null, affectedJobs: 0 } as const;
const action = {
  classification: 'TEST',
  urgency: 'MONITOR',
  suggestedAction: 'Look.',
  autoActionTaken: null,
  escalationChain: [],
  runbook: 'README.md',
} as const;

function log(message: string, severity: 'warn' | 'error' = 'warn', correlationId: string | null = null) {
  const entry = {
    eventType: 'tested',
    message,
    correlationId,
    economicImpact: impact,
    operatorAction: action,
  };
  return studio.call('operations', anna).actionLog[severity]({ ...entry, tenantId: anna.tenantId });
}

const PAGE = `query($filter: ActionLogFilter, $after: Cursor) {
  actionLogEntries(filter: $filter, after: $after, first: 2) {
    edges { node { message severity } }
    pageInfo { hasNextPage endCursor }
  }
}`;
interface Page {
  actionLogEntries: {
    edges: { node: { message: string; severity: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}
const page = async (variables: Record<string, unknown>): Promise<Page['actionLogEntries']> =>
  (await studio.execute<Page>('operations', anna, PAGE, variables)).data!.actionLogEntries;
const messages = ({ edges }: Page['actionLogEntries']) => edges.map(({ node }) => node.message);

describe('the action log', () => {
  it('is read page by page without a row twice or missing, in a filter as well', async () => {
    const correlationId = newId();
    for (const message of ['one', 'two', '100% of it', 'three']) await log(message, 'warn', correlationId);
    await log('another', 'error');
    const filter = { correlationId };
    const first = await page({ filter });
    const second = await page({ filter, after: first.pageInfo.endCursor });
    expect([...messages(first), ...messages(second)]).toEqual(['three', '100% of it', 'two', 'one']);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(messages(await page({ filter: { text: '0% OF', correlationId } }))).toEqual(['100% of it']);
    expect(messages(await page({ filter: { text: '_', correlationId } }))).toEqual([]);
    expect((await page({ filter: { severities: ['ERROR'] } })).edges[0]?.node.severity).toBe('ERROR');
    expect(messages(await page({ filter: { correlationId: 'nonsense' } }))).toEqual([]);
  });

  it('tells what is logged from now on, and after a break what was logged meanwhile', async () => {
    await log('before anybody looked');
    const ctx = studio.call('operations', anna);
    const live = await followActionLog(ctx, null);
    await log('while somebody looks');
    const { value: heard } = await live.next();
    expect(heard.entry.message).toBe('while somebody looks');
    await live.return?.();

    await log('while nobody looked');
    const again = await followActionLog(ctx, parseLogCursor(heard.cursor));
    const after = [(await again.next()).value.entry.message];
    while (!after.includes('while nobody looked')) after.push((await again.next()).value.entry.message);
    expect(after).not.toContain('while somebody looks');
    await again.return?.();
  });

  it('ends at once when nobody follows any more', async () => {
    const live = await followActionLog(studio.call('operations', anna), null);
    const waiting = live.next();
    await live.return?.();
    expect(await waiting).toMatchObject({ done: true });
  });

  it('takes its own cursors only', () => {
    const place = { at: new Date('2026-05-01T00:00:00.123Z'), id: newId() };
    expect(parseLogCursor(logCursor(place))).toEqual(place);
    expect([parseLogCursor('0'), parseLogCursor('MC54'), parseLogCursor(null)]).toEqual([null, null, null]);
  });
});
