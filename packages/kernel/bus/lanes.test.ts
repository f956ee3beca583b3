import { newId } from '@effect-studio/kernel/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveredEvent } from './event-processor.ts';
import { type Lane, takeBatches, takeSingles } from './lanes.ts';

const canBatch = (type: string): boolean => type.startsWith('batch');

const deliveries = fc
  .array(
    fc.record({
      aggregate: fc.constantFrom('a', 'b', 'c', 'd'),
      type: fc.constantFrom('batch-one', 'batch-two', 'single'),
      tenant: fc.constantFrom('s', 't'),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ aggregate, type, tenant }, index): DeliveredEvent => {
      const event = {
        id: newId(),
        type,
        tenantId: tenant,
        aggregateId: aggregate,
      } as DeliveredEvent['event'];
      return { position: BigInt(index), event };
    }),
  );

function lanesOf(delivered: readonly DeliveredEvent[]): Lane[] {
  return [...Map.groupBy(delivered, ({ event }) => event.aggregateId).values()];
}

describe('taking events from their lanes', () => {
  it('takes each once, keeps the order of every aggregate, and mixes no types or tenants', () => {
    fc.assert(
      fc.property(deliveries, (delivered) => {
        const taken: DeliveredEvent[] = [];
        for (let lanes = lanesOf(delivered); lanes.length > 0; ) {
          const batches = takeBatches(lanes, canBatch);
          for (const batch of batches) {
            expect(batch.length).toBeGreaterThan(1);
            expect(new Set(batch.map(({ event }) => `${event.tenantId} ${event.type}`)).size).toBe(1);
            expect(canBatch(batch[0]!.event.type)).toBe(true);
            taken.push(...batch);
          }
          if (batches.length === 0) taken.push(...lanes.flatMap((lane) => takeSingles(lane, canBatch)));
          lanes = lanes.filter((lane) => lane.length > 0);
        }
        expect(taken).toHaveLength(delivered.length);
        for (const lane of lanesOf(taken)) {
          const positions = lane.map(({ position }) => position);
          expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
        }
      }),
    );
  });

  it('takes everything of one type that stands at the heads as one batch', () => {
    const of = (aggregate: string, type: string, position: bigint): DeliveredEvent => ({
      position,
      event: { type, tenantId: 't', aggregateId: aggregate } as DeliveredEvent['event'],
    });
    const lanes = lanesOf([
      of('a', 'batch-one', 1n),
      of('b', 'batch-one', 2n),
      of('a', 'batch-one', 3n),
      of('b', 'single', 4n),
      of('b', 'batch-one', 5n),
    ]);
    const batches = takeBatches(lanes, canBatch);
    expect(batches.map((batch) => batch.map(({ position }) => position))).toEqual([[1n, 2n, 3n]]);
    expect(lanes).toEqual([[], [of('b', 'single', 4n), of('b', 'batch-one', 5n)]]);
  });
});
