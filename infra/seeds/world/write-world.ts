import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { publishRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import type { FakeClock } from '@effect-studio/kernel/clock';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { idempotent } from '@effect-studio/kernel/idempotency';
import { v5 } from 'uuid';
import { WORLD_ADMIN_EMAIL, WORLD_TENANT_ID, type WorldServices } from './world.ts';
import { adviseWorld } from './world-advice.ts';
import { worldPeople } from './world-people.ts';
import { BLOCK_MS, DAY_MS, planBlock, type WorldFrame } from './world-plan.ts';
import { WORLD_PRICES } from './world-prices.ts';
import { writeBlock } from './write-block.ts';

const TOKENS_PER_MONTH = 5_000;
const MONTH_DAYS = 30;

/** What was written. */
export interface WorldReport {
  /** Blocks written now; those of before stay as they are. */
  blocks: number;
  runs: number;
  attempts: number;
  origin: string;
  until: string;
}

/**
 * Writes the world from its origin to `until`, block by block, each once: what was written before stays, and a later
 * call goes on from there. All of it is in a tenant of its own.
 */
export async function writeWorld(
  services: WorldServices,
  frame: WorldFrame,
  until: Date,
  onDay: (day: number) => void = () => undefined,
): Promise<WorldReport> {
  const personIds = await registerPeople(services.identity, frame);
  const report = { blocks: 0, runs: 0, attempts: 0 };
  const { clock } = services;
  const origin = frame.origin.getTime();
  for (let start = origin; start + BLOCK_MS <= until.getTime(); start += BLOCK_MS) {
    const day = (start - origin) / DAY_MS;
    walkTo(clock, new Date(start));
    const ctx = callContext(services.economics, { caller: systemCaller(WORLD_TENANT_ID) });
    for (const card of WORLD_PRICES.filter((prices) => prices.day === day)) {
      await publishRateCard(ctx, { terms: card.terms, note: card.note });
    }
    if (day % MONTH_DAYS === 0) await fillWallets(ctx, frame, personIds, day);
    walkTo(clock, new Date(start + BLOCK_MS));
    const planned = planBlock(frame, new Date(start));
    const answer = await idempotent(
      ctx,
      {
        operation: 'seedWorldBlock',
        key: v5(`${frame.seed}:block:${start}`, WORLD_TENANT_ID),
        payload: { seed: frame.seed },
      },
      async (tx) => {
        await writeBlock(tx, planned, personIds);
        report.blocks += 1;
        report.runs += planned.length;
        report.attempts += planned.reduce(
          (sum, { legs }) => sum + legs.reduce((own, leg) => own + leg.attempts.length, 0),
          0,
        );
        return { runs: planned.length };
      },
    );
    if (isProblem(answer)) throw new Error(answer.detail);
    if (Number.isInteger(day)) {
      await adviseWorld(services, frame, day);
      onDay(day);
    }
  }
  return { ...report, origin: frame.origin.toISOString(), until: until.toISOString() };
}

/** The clock only goes forward; where it is already, it stays. */
export function walkTo(clock: FakeClock, moment: Date): void {
  clock.advance(Math.max(0, moment.getTime() - clock.now().getTime()));
}

async function registerPeople(identity: CallContext, frame: WorldFrame): Promise<string[]> {
  const ids: string[] = [];
  for (const person of worldPeople(frame.peopleCount)) {
    ids.push((await registerPerson(identity, { ...person, roles: ['user'] })).userId);
  }
  await registerPerson(identity, {
    email: WORLD_ADMIN_EMAIL,
    displayName: 'Demo world admin',
    roles: ['user', 'admin'],
  });
  return ids;
}

async function fillWallets(
  ctx: CallContext,
  { seed }: WorldFrame,
  personIds: readonly string[],
  day: number,
): Promise<void> {
  for (const userId of personIds) {
    const key = v5(`${seed}:month:${day}:${userId}`, WORLD_TENANT_ID);
    const reason = 'World: tokens of the month';
    const booked = await topUpWallet(ctx, { userId, amountTokens: TOKENS_PER_MONTH, reason, key });
    if (isProblem(booked)) throw new Error(booked.humanReadableCause);
  }
}
