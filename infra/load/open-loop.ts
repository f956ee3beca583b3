import { setTimeout as wait } from 'node:timers/promises';

/**
 * How one request ended: done; declined by a rule of the studio, in the words of the graph; politely refused (429 with
 * `Retry-After`); or none of these.
 */
export type Outcome = 'answered' | 'declined' | 'refused' | 'failed';

/** One kind of request and how often it is sent, relative to the others. */
export interface Traffic {
  readonly name: string;
  readonly kind: 'read' | 'write';
  readonly weight: number;
  /** Never rejects. */
  send(): Promise<Outcome>;
}

/** One request as it went. */
export interface Sample {
  readonly kind: Traffic['kind'];
  readonly name: string;
  readonly outcome: Outcome;
  /** Milliseconds of `performance.now()` at which it was due. */
  readonly dueMs: number;
  /** From when it was due, not from when it could be sent: a server that stalls is charged for its queue. */
  readonly tookMs: number;
}

/** Requests that wait for an answer at most; more are counted as failed at once, or the generator would die first. */
const MOST_IN_FLIGHT = 4_000;
const TURN_MS = 5;

/**
 * Sends requests at a fixed rate, whatever the answers do (an open system: Schroeder, Wierman and Harchol-Balter 2006).
 * Kinds take turns by weight in a fixed rotation, so that two runs send the same.
 * @returns every sample, when the last has been answered
 */
export async function openLoop(
  traffic: readonly Traffic[],
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
): Promise<Sample[]> {
  const rotation = rotationOf(traffic);
  const total = Math.round(ratePerSecond * seconds);
  const samples: Sample[] = [];
  const pending = new Set<Promise<void>>();
  const startMs = performance.now();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) / 1_000) * ratePerSecond) + 1);
    for (; sent < due; sent += 1) {
      const one = rotation[sent % rotation.length]!;
      const dueMs = startMs + (sent / ratePerSecond) * 1_000;
      const record = (outcome: Outcome): void => {
        const tookMs = performance.now() - dueMs;
        samples.push({ kind: one.kind, name: one.name, outcome, dueMs, tookMs });
      };
      if (pending.size >= MOST_IN_FLIGHT) record('failed');
      else {
        const sending = one.send().then(record);
        pending.add(sending);
        void sending.finally(() => pending.delete(sending));
      }
    }
    await wait(TURN_MS);
  }
  await Promise.all(pending);
  return samples;
}

/** Smooth weighted rotation: each kind as often as its weight says, and never in a clump. */
export function rotationOf<Kind extends { readonly weight: number }>(kinds: readonly Kind[]): Kind[] {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  const credit = new Map(kinds.map((kind) => [kind, 0]));
  return Array.from({ length: total }, () => {
    for (const [kind, had] of credit) credit.set(kind, had + kind.weight);
    const [next] = [...credit].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
    credit.set(next, credit.get(next)! - total);
    return next;
  });
}
