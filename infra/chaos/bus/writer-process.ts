import { setTimeout as wait } from 'node:timers/promises';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { randomChoices } from '../random.ts';
import { type Kind, Stepped, TOY_CONTEXTS } from './toy-contexts.ts';
import { runToyProcess, ToyProcess } from './toy-process.ts';

const LOOPS = 4;
const ROLLED_BACK = 0.15;
const SLOW = 0.08;
const TWO_AGGREGATES = 0.2;

const LOCK = sql('chaos-lock', 'select next_kind from orchestrator.aggregate where id = $1 for update');
const STEP = sql(
  'chaos-step',
  `update orchestrator.aggregate set version = version + 1, next_kind = 'plain' where id = $1 returning version`,
);

class RolledBack extends Error {}

/** Arguments: seed, then the ids of the aggregates. Writes until it is told to stop; commits are the only truth. */
runToyProcess(async () => {
  const [seed = '1', ...aggregateIds] = process.argv.slice(2);
  const toy = new ToyProcess('writer');
  const services = await toy.open(TOY_CONTEXTS[0]!, LOOPS);
  const ctx = callContext(services, { caller: systemCaller() });
  let isStopping = false;
  process.on('SIGTERM', () => {
    isStopping = true;
  });
  const random = randomChoices(Number(seed));
  const loop = async (): Promise<void> => {
    while (!isStopping) {
      const count = random.chance(TWO_AGGREGATES) ? 2 : 1;
      // Locked in one order, or two writers would wait for each other.
      const ids = random.shuffled(aggregateIds).slice(0, count).sort();
      const slowMs = random.chance(SLOW) ? random.between(50, 400) : 0;
      await write(ctx, ids, { slowMs, isRolledBack: random.chance(ROLLED_BACK) }).catch(
        async (error: unknown) => {
          if (error instanceof RolledBack) return;
          toy.log.warn({ err: error }, 'a write failed');
          await wait(100);
        },
      );
      await wait(random.between(20, 90));
    }
  };
  await Promise.all(Array.from({ length: LOOPS }, loop));
  process.exit(0);
});

async function write(
  ctx: CallContext,
  ids: readonly string[],
  how: { slowMs: number; isRolledBack: boolean },
): Promise<void> {
  await ctx.db.transaction(ctx, async (tx) => {
    for (const id of ids) {
      const { next_kind: kind } = await tx.one<{ next_kind: Kind }>(LOCK, [id]);
      const { version } = await tx.one<{ version: number }>(STEP, [id]);
      await tx.emit(Stepped, { aggregateId: id, payload: { version, kind } });
      if (how.slowMs > 0) await wait(how.slowMs);
    }
    if (how.isRolledBack) throw new RolledBack();
  });
}
