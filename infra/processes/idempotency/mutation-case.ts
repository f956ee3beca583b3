import type { Caller } from '@effect-studio/kernel/context';
import type { TestStudio, TestStudioOptions } from '@effect-studio/testing/test-studio';

/** A mutation that is ready to be called. */
export interface PreparedMutation {
  caller: Caller;
  /** What it is called with, without the key. Of a mutation that takes no `input`, its arguments. */
  input: Record<string, unknown>;
  /** Another command that would be carried out too, was it not for the key. */
  otherInput: Record<string, unknown>;
  /** How often the command has had its effect, and only this one. */
  countEffects(): Promise<number>;
}

/** Makes a fresh subject and the command about it. */
export type PrepareMutation = () => Promise<PreparedMutation>;

/** One context, mounted alone, and a way to call each of its mutations. */
export interface MountedCases {
  studio: TestStudio;
  /** By name of the mutation. */
  mutations: Readonly<Record<string, PrepareMutation>>;
  close(): Promise<void>;
}

/** Every mutation of one context that takes an idempotency key. */
export interface ContextCases {
  context: string;
  /** The mutations below, known before anything is mounted. */
  names: readonly string[];
  open(options: TestStudioOptions): Promise<MountedCases>;
}

/** Counts rows. @param query answers one row with the column `count` */
export const counter =
  (studio: TestStudio, query: string, values: readonly unknown[]): (() => Promise<number>) =>
  async () => {
    const { rows } = await studio.ownerPool.query<{ count: string }>(query, [...values]);
    return Number(rows[0]!.count);
  };

/** Counts events that were written about one aggregate. */
export const eventCounter = (studio: TestStudio, type: string, aggregateId: string) =>
  counter(studio, 'select count(*) from bus.event where type = $1 and aggregate_id = $2', [
    type,
    aggregateId,
  ]);
