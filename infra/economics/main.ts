import { parseArgs } from 'node:util';
import { reconcileLedger } from '@effect-studio/economics/ledger/use-cases/reconcile-ledger';
import economics from '@effect-studio/economics/subgraph';
import { verifyBooks } from '@effect-studio/economics/verification/use-cases/verify-books';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import { Host } from '@effect-studio/kernel/host';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { formatReconciliation, formatVerification } from './report.ts';
import { NoStudio, studioEnvironment } from './studio-environment.ts';

/** Behind `npm run economics`. */
const USAGE = `npm run economics -- COMMAND [--tenant ID] [--json]

  reconcile  proves that every balance is the sum of its entries and that all accounts sum to nothing
  verify     recomputes every figure from the log and names the first row that does not follow from it
  --tenant   whose books; default: the house's own
  --json     prints one JSON object

Works on the studio that runs here, or on that of DATABASE_URL. Ends with 1 when something does not add up.`;

const COMMANDS = {
  reconcile: async (ctx: CallContext) => {
    const result = await reconcileLedger(ctx);
    return { isRight: result.isBalanced, result, text: formatReconciliation(result) };
  },
  verify: async (ctx: CallContext) => {
    const result = await verifyBooks(ctx);
    return { isRight: result.faults.length === 0, result, text: formatVerification(result) };
  },
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tenant: { type: 'string', default: DEFAULT_TENANT_ID },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const command = COMMANDS[positionals[0] as keyof typeof COMMANDS];
  if (values.help || !command || positionals.length !== 1) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const config = readKernelConfig(studioEnvironment(process.env));
  const host = new Host({ config, definitions: [economics], service: 'economics', withWorkers: false });
  try {
    await host.start();
    const caller = systemCaller(values.tenant);
    const ctx = host.subgraph('economics').contextFor({ caller, correlationId: newId() });
    const { isRight, result, text } = await command(ctx);
    process.stdout.write(`${values.json ? toJson(result) : text}\n`);
    if (!isRight) process.exitCode = 1;
  } finally {
    await host.stop();
  }
}

const toJson = (value: object): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));

main().catch((error: unknown) => {
  const text =
    error instanceof NoStudio
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
