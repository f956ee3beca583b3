import { type BucketFacts, type CellFacts, nameOfCell } from '../../detection/domain/bucket-facts.ts';
import { againstReference, type CellReference, NO_REFERENCE } from '../../detection/domain/cell-reference.ts';
import { type Detection, verdictOn } from '../../detection/domain/detect.ts';
import { CERTAIN_Z, total } from '../../detection/domain/series.ts';
import type { DetectionSettings } from '../../detection/domain/settings.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';

/** What the tree asks of a provider; ratios against what is usual, of the last hour. */
export interface ProviderFeatures {
  providerId: string;
  attempts: number;
  /** Those that say how fast the work is. */
  steadyAttempts: number;
  throttledShare: number;
  /** What the share certainly is. */
  throttledLowerBound: number;
  usualThrottledShare: number;
  /** Wait that the provider asked for, per throttled attempt. */
  retryAfterMs: number;
  latencyRatio: number | null;
  isLatencyAlarm: boolean;
  /** What the same certainly is without its slowest workflow, whose fault it else may be; null when it has one. */
  restLatencyRatio: number | null;
  workflowCount: number;
  /** The same of all other providers together; null when there is none. */
  otherLatencyRatio: number | null;
}

export interface WorkflowFeatures {
  workflowId: string;
  attempts: number;
  steadyAttempts: number;
  latencyRatio: number | null;
  isLatencyAlarm: boolean;
  providerCount: number;
  /** What the same certainly is without the provider on which it is slowest; null when it has one. */
  restLatencyRatio: number | null;
  /** Of other workflows on the same providers; null when there is none. */
  siblingLatencyRatio: number | null;
  throttledShare: number;
}

export interface FleetFeatures {
  fleet: string;
  attempts: number;
  utilisation: number | null;
  /** Mean wait in the last hour, … */
  waitMs: number;
  /** … against what is usual at this time of day; null while that is unknown. */
  waitRatio: number | null;
  /** Wait in the newer half of the last two hours less that in the older half. */
  waitTrendMs: number;
  latencyRatio: number | null;
  startupShare: number;
  usualStartupShare: number | null;
  isStartupAlarm: boolean;
  /** Least utilisation in the three hours looked at. */
  lowestUtilisation: number | null;
  startedAgents: number;
}

export interface OwnerFeatures {
  ownerId: string;
  availableTokens: number;
  tokensPerDay: number;
  hoursLeft: number | null;
}

/** Attempts from which on the last hour speaks for itself. */
const ENOUGH_ATTEMPTS = 16;

/** Of the logarithm of one attempt's time per unit, where a single cell tells nothing about its scatter. */
const TYPICAL_VARIANCE = 0.16;

/** Everything that the tree can ask about one moment. */
export class Features {
  readonly #detection: Detection;
  readonly #references: ReadonlyMap<string, CellReference>;
  readonly #settings: DetectionSettings;
  readonly #recent: readonly BucketFacts[];
  readonly #cells: readonly CellFacts[];

  /** @param references what was usual before the newest bucket */
  constructor(
    detection: Detection,
    references: ReadonlyMap<string, CellReference>,
    settings: DetectionSettings,
  ) {
    this.#detection = detection;
    this.#references = references;
    this.#settings = settings;
    this.#recent = detection.state.window.slice(-settings.recentPoints);
    this.#cells = this.#recent.flatMap(({ cells }) => cells);
  }

  get providerIds(): string[] {
    return [...new Set(this.#cells.map((cell) => cell.providerId))].sort();
  }

  get workflowIds(): string[] {
    return [...new Set(this.#cells.map((cell) => cell.workflowId))].sort();
  }

  get fleets(): string[] {
    return [...new Set(this.#recent.flatMap(({ fleets }) => fleets.map(({ fleet }) => fleet)))].sort();
  }

  get ownerIds(): string[] {
    return (this.#recent.at(-1)?.wallets ?? []).map(({ ownerId }) => ownerId).sort();
  }

  /** Cells of the last hour, or of up to three hours when the last one saw little work. */
  cellsWhere(pick: (cell: CellFacts) => boolean): CellFacts[] {
    const recent = this.#cells.filter(pick);
    const older = this.#detection.state.window.slice(0, -this.#settings.recentPoints).reverse();
    let attempts = total(recent, (cell) => cell.attempts);
    for (const { cells } of older) {
      if (attempts >= ENOUGH_ATTEMPTS) break;
      const more = cells.filter(pick);
      attempts += total(more, (cell) => cell.attempts);
      recent.push(...more);
    }
    return recent;
  }

  /** Cells of exactly the last hour: what money per hour is measured on. */
  hourOf(pick: (cell: CellFacts) => boolean): CellFacts[] {
    return this.#cells.filter(pick);
  }

  provider(providerId: string): ProviderFeatures {
    const cells = this.cellsWhere((cell) => cell.providerId === providerId);
    const attempts = total(cells, (cell) => cell.attempts);
    const throttled = total(cells, (cell) => cell.throttledAttempts);
    const subject = { kind: 'PROVIDER', id: providerId } as const;
    const latency = verdictOn(this.#detection.verdicts, subject, 'LATENCY');
    const byWorkflow = [...Map.groupBy(cells, (cell) => cell.workflowId).values()];
    const ratio = this.#logRatio(cells);
    return {
      providerId,
      attempts,
      steadyAttempts: total(cells, (cell) => cell.steadyAttempts),
      throttledShare: attempts > 0 ? throttled / attempts : 0,
      throttledLowerBound: wilsonInterval(throttled, attempts, CERTAIN_Z).lower,
      usualThrottledShare: Math.max(
        0,
        verdictOn(this.#detection.verdicts, subject, 'THROTTLING')?.expected ?? 0,
      ),
      retryAfterMs: throttled > 0 ? total(cells, (cell) => cell.throttledMs) / throttled : 0,
      latencyRatio: ratio === null ? null : Math.exp(ratio),
      isLatencyAlarm: latency?.isOn ?? false,
      restLatencyRatio: this.#certainRatio(this.#withoutSlowest(byWorkflow)),
      workflowCount: byWorkflow.length,
      otherLatencyRatio: exp(this.#logRatio(this.cellsWhere((cell) => cell.providerId !== providerId))),
    };
  }

  workflow(workflowId: string): WorkflowFeatures {
    const cells = this.cellsWhere((cell) => cell.workflowId === workflowId);
    const attempts = total(cells, (cell) => cell.attempts);
    const byProvider = Map.groupBy(cells, (cell) => cell.providerId);
    const siblings = this.cellsWhere(
      (cell) => cell.workflowId !== workflowId && byProvider.has(cell.providerId),
    );
    return {
      workflowId,
      attempts,
      steadyAttempts: total(cells, (cell) => cell.steadyAttempts),
      latencyRatio: exp(this.#logRatio(cells)),
      isLatencyAlarm:
        verdictOn(this.#detection.verdicts, { kind: 'WORKFLOW', id: workflowId }, 'LATENCY')?.isOn ?? false,
      providerCount: byProvider.size,
      restLatencyRatio: this.#certainRatio(this.#withoutSlowest([...byProvider.values()])),
      siblingLatencyRatio: exp(this.#logRatio(siblings)),
      throttledShare: attempts > 0 ? total(cells, (cell) => cell.throttledAttempts) / attempts : 0,
    };
  }

  fleet(fleet: string): FleetFeatures {
    const cells = this.#cells.filter((cell) => cell.fleet === fleet);
    const attempts = total(cells, (cell) => cell.attempts);
    const startupMs = total(cells, (cell) => cell.startupMs);
    const usefulMs = total(cells, (cell) => cell.busyMs);
    const subject = { kind: 'FLEET', id: fleet } as const;
    const queue = verdictOn(this.#detection.verdicts, subject, 'QUEUE');
    const startup = verdictOn(this.#detection.verdicts, subject, 'STARTUP');
    const waitMs = attempts > 0 ? total(cells, (cell) => cell.queueWaitMs) / attempts : 0;
    const usualWaitMs =
      queue?.expected === undefined || queue.expected === null ? null : usualWait(queue.expected);
    const all = this.#detection.state.window;
    const half = this.#settings.recentPoints;
    return {
      fleet,
      attempts,
      utilisation: utilisationOf(this.#recent, fleet),
      waitMs,
      waitRatio: usualWaitMs === null ? null : (waitMs + 1_000) / (usualWaitMs + 1_000),
      waitTrendMs: waitOf(all.slice(-half), fleet) - waitOf(all.slice(-2 * half, -half), fleet),
      latencyRatio: exp(this.#logRatio(cells)),
      startupShare: startupMs + usefulMs > 0 ? startupMs / (startupMs + usefulMs) : 0,
      usualStartupShare: startup?.expected ?? null,
      isStartupAlarm: startup?.isOn ?? false,
      lowestUtilisation: all.reduce<number | null>((least, bucket) => {
        const one = utilisationOf([bucket], fleet);
        return one === null || (least !== null && least <= one) ? least : one;
      }, null),
      startedAgents: this.#recent
        .flatMap(({ fleets }) => fleets)
        .filter((one) => one.fleet === fleet)
        .reduce((sum, one) => sum + one.startedAgents, 0),
    };
  }

  owner(ownerId: string): OwnerFeatures {
    const wallet = this.#recent.at(-1)?.wallets.find((one) => one.ownerId === ownerId);
    const { availableTokens = 0, tokensPerDay = 0 } = wallet ?? {};
    return {
      ownerId,
      availableTokens,
      tokensPerDay,
      hoursLeft: tokensPerDay > 0 ? (24 * availableTokens) / tokensPerDay : null,
    };
  }

  /** All but the group that moved the mean most: by how much slower it is, times how much of it there is. */
  #withoutSlowest(groups: readonly (readonly CellFacts[])[]): CellFacts[] {
    const pulls = groups.map(
      (cells) => (this.#logRatio(cells) ?? 0) * total(cells, (cell) => cell.steadyAttempts),
    );
    const slowest = pulls.indexOf(Math.max(...pulls));
    return groups.filter((_, index) => index !== slowest).flat();
  }

  /** Lower bound (nine in ten) of the ratio, from how much the cells scatter around it; null without a comparison. */
  #certainRatio(cells: readonly CellFacts[]): number | null {
    const mean = this.#logRatio(cells);
    if (mean === null) return null;
    const parts = cells.flatMap((one) => {
      const value = this.#logRatio([one]);
      return value === null ? [] : [{ value, weight: one.steadyAttempts }];
    });
    const weight = parts.reduce((sum, one) => sum + one.weight, 0);
    const scatter = parts.reduce((sum, one) => sum + one.weight * (one.value - mean) ** 2, 0);
    const variance = parts.length < 2 ? TYPICAL_VARIANCE : scatter / (parts.length - 1);
    return Math.exp(mean - 1.282 * Math.sqrt(variance / weight));
  }

  /** Mean logarithm of busy time per unit against the usual, by steady attempts; null without a comparison. */
  #logRatio(cells: readonly CellFacts[]): number | null {
    let sum = 0;
    let weight = 0;
    for (const one of cells) {
      const reference = this.#references.get(nameOfCell(one)) ?? NO_REFERENCE;
      const { busy } = againstReference(one, reference, this.#settings);
      if (busy === null) continue;
      sum += one.steadyAttempts * busy;
      weight += one.steadyAttempts;
    }
    return weight === 0 ? null : sum / weight;
  }
}

const exp = (value: number | null): number | null => (value === null ? null : Math.exp(value));

/** The queue's series is the logarithm of 1 + seconds. */
const usualWait = (expected: number): number => Math.max(0, Math.expm1(expected) * 1_000);

function waitOf(buckets: readonly BucketFacts[], fleet: string): number {
  const cells = buckets.flatMap((bucket) => bucket.cells.filter((cell) => cell.fleet === fleet));
  const attempts = total(cells, (cell) => cell.attempts);
  return attempts > 0 ? total(cells, (cell) => cell.queueWaitMs) / attempts : 0;
}

function utilisationOf(buckets: readonly BucketFacts[], fleet: string): number | null {
  const machines = buckets.flatMap(({ fleets }) => fleets.filter((one) => one.fleet === fleet));
  const onlineMs = machines.reduce((sum, one) => sum + one.onlineMs, 0);
  return onlineMs > 0 ? machines.reduce((sum, one) => sum + one.workingMs, 0) / onlineMs : null;
}
