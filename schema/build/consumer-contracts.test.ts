import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { brokenContracts, contractFaults, readShape } from './consumer-contracts.ts';

const whole = z.object({
  runId: z.uuid(),
  state: z.enum(['QUEUED', 'RUNNING']),
  amount: z.int().min(0),
  note: z.string().optional(),
  quote: z.object({ tokens: z.int(), card: z.int() }),
  legs: z.array(z.object({ id: z.string(), role: z.enum(['a', 'b']) })),
  descriptor: z.json(),
  schema_version: z.literal('v1'),
});
const read = readShape(whole.pick({ runId: true, state: true, quote: true, legs: true }));
const told = (change: Partial<Record<keyof z.infer<typeof whole>, z.ZodType>>) =>
  readShape(whole.extend(change));
const faultsAfter = (change: Parameters<typeof told>[0]) => contractFaults(read, told(change));

describe('the contract of a consumer', () => {
  it('is what it reads and nothing else', () => {
    expect(Object.keys(read.properties!)).toEqual(['runId', 'state', 'quote', 'legs']);
    expect(contractFaults(read, told({}))).toEqual([]);
  });

  it('survives what becomes of fields that it does not read', () => {
    expect(faultsAfter({ amount: z.string(), note: z.int(), descriptor: z.string() })).toEqual([]);
    expect(contractFaults(read, readShape(whole.omit({ amount: true, descriptor: true })))).toEqual([]);
  });

  it('is broken, in so many words, by what it would not understand', () => {
    expect(faultsAfter({ state: z.enum(['QUEUED', 'RUNNING', 'PAUSED']) })).toEqual([
      'payload.state may be "PAUSED", which the reader does not know',
    ]);
    expect(faultsAfter({ runId: z.uuid().optional() })).toEqual(['payload.runId may be absent']);
    expect(faultsAfter({ quote: z.object({ tokens: z.number(), card: z.int() }) })).toEqual([
      'payload.quote.tokens may be "number" and is read as "integer"',
    ]);
    expect(
      faultsAfter({ legs: z.array(z.object({ id: z.string(), role: z.enum(['a', 'b', 'c']) })) }),
    ).toEqual(['payload.legs[].role may be "c", which the reader does not know']);
    expect(faultsAfter({ runId: z.uuid().nullable() })).toHaveLength(1);
  });

  it('is not broken by less: fewer values, tighter bounds, a field that is there where it need not be', () => {
    const lax = readShape(whole.pick({ state: true, amount: true, note: true }));
    expect(
      contractFaults(lax, told({ state: z.literal('RUNNING'), amount: z.int().min(5), note: z.string() })),
    ).toEqual([]);
    expect(contractFaults(readShape(z.object({ amount: z.number() })), told({}))).toEqual([]);
  });

  it('is broken when its event is not told any more, and the report says whose', () => {
    const contracts = new Map([['notifications as of version 1', { 'RunEnded.v1': read }]]);
    expect(brokenContracts(contracts, new Map())).toEqual([
      { consumer: 'notifications as of version 1', event: 'RunEnded.v1', fault: 'it is not told any more' },
    ]);
  });

  it('without a fault accepts every payload that its producer may send', () => {
    const payload = fc.record({
      runId: fc.uuid(),
      state: fc.constantFrom('QUEUED', 'RUNNING'),
      amount: fc.nat(),
      quote: fc.record({ tokens: fc.nat(), card: fc.nat() }),
      legs: fc.array(fc.record({ id: fc.string(), role: fc.constantFrom('a', 'b') })),
      descriptor: fc.jsonValue(),
      schema_version: fc.constant('v1'),
    });
    const accepts = z.fromJSONSchema(read as Parameters<typeof z.fromJSONSchema>[0]);
    fc.assert(
      fc.property(payload, (one) => {
        expect(accepts.safeParse(one).success).toBe(true);
      }),
    );
  });
});
