import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { publishWithin } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import type { FakeClock } from '@effect-studio/kernel/clock';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { idempotent } from '@effect-studio/kernel/database/idempotency';
import { isProblem } from '@effect-studio/kernel/errors';
import { v5 } from 'uuid';
import { WORLD_ADMIN_EMAIL, WORLD_TENANT_ID, type WorldServices } from './world.ts';
import { adviseWorld } from './world-advice.ts';
import { worldPeople } from './world-people.ts';
import { BLOCK_MS, DAY_MS, planBlock, SLICE_MS, type WorldFrame } from './world-plan.ts';
import { WORLD_PRICES } from './world-prices.ts';
import { foundRouting, routeWorld, routingOf } from './world-routing.ts';
import { writeBlock } from './write-block.ts';

const TOKENS_PER_MONTH = 20_000;
const MONTH_DAYS = 30;

/** What was written. */
export interface WorldReport {
  /** Blocks and slices written now; those of before stay as they are. */
  blocks: number;
  runs: number;
  attempts: number;
  origin: string;
  until: string;
}

/**
 * Writes the world from its origin to `until`, block by block, each once: what was written before stays, and a later
 * call goes on from there. The block that is not over yet is written in slices. Routing, trials and detection of the last
 * days follow. All of it is in a tenant of its own.
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
  await foundRouting(services, frame);
  let routing = await routingOf(services, frame);
  let followed = 0;
  for (let start = origin; start < until.getTime(); start += BLOCK_MS) {
    const day = (start - origin) / DAY_MS;
    walkTo(clock, new Date(start));
    const ctx = callContext(services.economics, { caller: systemCaller(WORLD_TENANT_ID) });
    for (const { terms, note } of WORLD_PRICES.filter((prices) => prices.day === day)) {
      // A second seeding passes here again, and must not publish the past anew.
      await once(ctx, frame, `prices:${day}`, async (tx) => ({
        version: await publishWithin(tx, { terms, note }),
      }));
    }
    if (day % MONTH_DAYS === 0) await fillWallets(ctx, frame, personIds, day);
    const end = start + BLOCK_MS;
    const isOver = end <= until.getTime();
    if (isOver) walkTo(clock, new Date(end));
    // A block that was begun before it was over stays one of slices.
    const { isSliced } = await once(ctx, frame, `block:${start}`, async (tx) => {
      if (isOver) await writeSpan(tx, { from: start, to: end });
      return { isSliced: !isOver };
    });
    if (isSliced) await writeSlices(start, Math.min(end, until.getTime()));
    else await followUp(end);
    if (Number.isInteger(day)) {
      await adviseWorld(services, frame, day);
      onDay(day);
    }
  }
  async function writeSlices(from: number, to: number): Promise<void> {
    for (let slice = from; slice + SLICE_MS <= to; slice += SLICE_MS) {
      walkTo(clock, new Date(slice + SLICE_MS));
      const ctx = callContext(services.economics, { caller: systemCaller(WORLD_TENANT_ID) });
      await once(ctx, frame, `slice:${slice}`, async (tx) => {
        await writeSpan(tx, { from: slice, to: slice + SLICE_MS });
        return { isSliced: false };
      });
      await followUp(slice + SLICE_MS);
    }
  }

  /** Books the runs of a block, or of a slice of one, that ended in a span. */
  async function writeSpan(tx: Transaction, { from, to }: { from: number; to: number }): Promise<void> {
    const block = new Date(origin + Math.floor((from - origin) / BLOCK_MS) * BLOCK_MS);
    const planned = planBlock(frame, block).filter(
      ({ endedAt }) => endedAt.getTime() >= from && endedAt.getTime() < to,
    );
    await writeBlock(tx, planned, personIds, routing);
    report.blocks += 1;
    report.runs += planned.length;
    report.attempts += planned.reduce(
      (sum, { legs }) => sum + legs.reduce((own, leg) => own + leg.attempts.length, 0),
      0,
    );
  }

  /** What follows from what was written now; nothing from what was there before. */
  async function followUp(ended: number): Promise<void> {
    if (report.blocks === followed) return;
    followed = report.blocks;
    await routeWorld(services, frame, new Date(ended));
    routing = await routingOf(services, frame);
  }

  return { ...report, origin: frame.origin.toISOString(), until: until.toISOString() };
}

/** The clock only goes forward; where it is already, it stays. */
export function walkTo(clock: FakeClock, moment: Date): void {
  clock.advance(Math.max(0, moment.getTime() - clock.now().getTime()));
}

/** Does something once for the world, in one transaction with the memory of it; a later call answers the same. */
async function once<Answer extends object>(
  ctx: CallContext,
  frame: WorldFrame,
  what: string,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  const key = v5(`${frame.seed}:${what}`, WORLD_TENANT_ID);
  const answer = await idempotent(
    ctx,
    { operation: 'seedWorldBlock', key, payload: { seed: frame.seed } },
    work,
  );
  if (isProblem(answer)) throw new Error(answer.detail);
  return answer;
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
