import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import economics from '@effect-studio/economics/subgraph';
import { newId } from '@effect-studio/kernel/ids';
import { testConfig } from '@effect-studio/testing/test-environment';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../local/services/service-context.ts';

let studio: TestStudio;
let environment: Record<string, string>;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  const config = testConfig(String(studio.ownerPool.options.connectionString));
  environment = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
  const gift = { userId: newId(), amountTokens: 5, reason: 'test', key: newId() };
  await topUpWallet(studio.call('economics'), gift);
});
afterAll(() => studio.close());

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['infra/economics/main.ts', ...args], {
    cwd: repositoryRoot,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

describe('npm run economics', () => {
  it('ends with 0 while everything follows from the log, and with 1 naming the row that does not', async () => {
    expect(await run('verify')).toMatchObject({ code: 0, output: expect.stringContaining('Every figure') });
    expect(await run('reconcile')).toMatchObject({ code: 0, output: expect.stringContaining('adds up') });
    const { rows } = await studio.ownerPool.query<{ id: string }>(
      'update economics.wallet set available_tokens = available_tokens + 1 returning id',
    );
    const { id } = rows[0]!;
    const verified = await run('verify');
    expect(verified.code).toBe(1);
    expect(verified.output).toContain(`economics.wallet ${id}`);
    const reconciled = await run('reconcile', '--json');
    expect(reconciled.code).toBe(1);
    expect(JSON.parse(reconciled.output.split('\n').find((line) => line.startsWith('{"sum'))!)).toMatchObject(
      {
        isBalanced: false,
        mismatches: [{ accountId: id, kind: 'AVAILABLE', balance: '6', sumOfEntries: '5' }],
      },
    );
  }, 60_000);

  it('explains itself when it is asked for something else', async () => {
    expect(await run('guess')).toMatchObject({ code: 1, output: expect.stringContaining('reconcile') });
  }, 30_000);
});
