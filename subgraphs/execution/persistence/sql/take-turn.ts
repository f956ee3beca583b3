import { sql } from '@effect-studio/kernel/database';

/**
 * One turn of a desk: settles results of leases that this process gave out itself and that are still live, tells their events, and
 * leases ready tasks to seats, first into the slots that have just become free. A slot that passes from one lease to the next is
 * written once.
 *
 * $1 studio time. Results, one element per lease, in the order of their slots: $2 slots, $3 leases, $4 busy ms, $5 output key, $6 SHA-256,
 * $7 bytes, $8 startup ms, $9 throttled count, $10 throttled ms (null: not told, also the whole list), $11 idempotency keys, and its
 * events as a row of the outbox: $12 aggregate, $13 trace, $14 names, $15 bodies, all as `bus.emit` takes them. $16 revisions that the
 * agents can run, $17 where among the providers, $18, that of each stands (the first is 1), and per revision the place in its queue
 * after which to look (null: from the start): $19 priority, $20 fair tag, $21 task. Seats, one for each wanted task: $22 agents,
 * $23 sessions, $24 fresh lease ids.
 *
 * An attempt is written once, here; that its lease and its key are unique makes it the memory of the command. About leases that are
 * named as dead in the answer nothing was written. A seat whose agent is not online in that session stays empty: a killed
 * agent's poll must not take work. So does one whose agent is cordoned or in quarantine.
 *
 * Locks the slots of the results in their order, waiting for whoever has them, and their tasks; then places in the queue, at most as
 * many per revision as its provider has room for, and free slots, skipping what others have locked. Locks nothing of the queue
 * when nothing is ready or no slot is free.
 * @returns one row with one text, for `readTurnAnswer`
 * @throws a unique violation when a key was used before
 */
export const TAKE_TURN = sql(
  'execution-take-turn',
  `select execution.take_turn($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) as answer`,
);
