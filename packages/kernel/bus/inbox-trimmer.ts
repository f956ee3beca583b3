import type { Leadership } from './leadership.ts';

const TRIM_EVERY_MS = 60_000;
const BATCH = 5_000;

/**
 * Removes inbox rows that no reader of the group can need any more. That every reader has settled past an event cannot
 * be seen: one that was frozen may still hold it. So a row goes in two steps. First the group's `trimmed_position` moves
 * up to what is settled, and no claim takes an event up to there any more, row or not. A round later the rows go: longer
 * than any statement may take (30 s), so a claim that began before the first step has found its row.
 */
export class InboxTrimmer {
  readonly #lead: Pick<Leadership, 'query'>;
  readonly #group: string;
  readonly #everyMs: number;
  #dueAtMs = Number.POSITIVE_INFINITY;

  /** @param everyMs milliseconds between two rounds, default 60 000 */
  constructor(lead: Pick<Leadership, 'query'>, group: string, everyMs = TRIM_EVERY_MS) {
    this.#lead = lead;
    this.#group = group;
    this.#everyMs = everyMs;
  }

  /** The lead was taken: whoever led before may have moved the position just now. */
  begin(): void {
    this.#dueAtMs = performance.now() + this.#everyMs;
  }

  /** @throws what `Leadership.query` throws */
  async trimWhenDue(): Promise<void> {
    if (performance.now() < this.#dueAtMs) return;
    // $1 group. Rows up to where the last round left the position.
    const [removed] = await this.#lead.query<{ count: number }>({
      name: 'inbox-trim',
      text: `with gone as (
          delete from ${this.#group}.inbox where ctid = any (array(
            select ctid from ${this.#group}.inbox
            where position <= (select trimmed_position from bus.consumer_group where name = $1) limit ${BATCH}))
          returning 1
        )
        select count(*)::int as count from gone`,
      values: [this.#group],
    });
    // Before the position moves on, every row up to it has to be gone; events are not kept waiting for that.
    if (removed!.count === BATCH) return;
    await this.#lead.query({
      name: 'inbox-trimmed',
      text: 'update bus.consumer_group set trimmed_position = settled_position where name = $1',
      values: [this.#group],
    });
    this.#dueAtMs = performance.now() + this.#everyMs;
  }
}
