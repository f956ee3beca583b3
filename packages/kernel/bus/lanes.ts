import type { DeliveredEvent } from './event-processor.ts';

/** Events of one aggregate, oldest first. */
export type Lane = DeliveredEvent[];

/**
 * Takes from the heads of lanes what can be applied together: events of one batchable type and one tenant, two at
 * least. What is taken leaves its lane, and nothing is taken from behind an event that stays, so that the order of
 * every aggregate is kept.
 */
export function takeBatches(lanes: readonly Lane[], canBatch: (type: string) => boolean): DeliveredEvent[][] {
  const heads = new Map<string, { lane: Lane; length: number }[]>();
  for (const lane of lanes) {
    const first = lane[0]?.event;
    if (!first || !canBatch(first.type)) continue;
    const length = lane.findIndex(
      ({ event }) => event.type !== first.type || event.tenantId !== first.tenantId,
    );
    const name = `${first.tenantId} ${first.type}`;
    const head = { lane, length: length === -1 ? lane.length : length };
    heads.set(name, [...(heads.get(name) ?? []), head]);
  }
  return [...heads.values()]
    .filter((parts) => parts.reduce((sum, { length }) => sum + length, 0) > 1)
    .map((parts) =>
      parts
        .flatMap(({ lane, length }) => lane.splice(0, length))
        .sort((a, b) => (a.position < b.position ? -1 : 1)),
    );
}

/** Takes from a lane what is applied one by one: its first event, and those up to the next that may join a batch. */
export function takeSingles(lane: Lane, canBatch: (type: string) => boolean): DeliveredEvent[] {
  const next = lane.findIndex(({ event }, index) => index > 0 && canBatch(event.type));
  return lane.splice(0, next === -1 ? lane.length : next);
}
