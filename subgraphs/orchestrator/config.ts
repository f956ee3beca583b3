import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';
import type { SagaPolicy } from './domain/saga/saga-policy.ts';

const milliseconds = z.coerce.number().int().positive();

const schema = z.object({
  /** Legs per run on the excerpt. */
  ORCHESTRATOR_LEG_COUNT: z.coerce.number().int().min(1).max(8).default(3),
  /** Chance that the last leg explores. */
  ORCHESTRATOR_EPSILON: z.coerce.number().min(0).max(1).default(0.05),
  ORCHESTRATOR_LEG_DEADLINE_MS: milliseconds.default(120_000),
  ORCHESTRATOR_FINISH_DEADLINE_MS: milliseconds.default(600_000),
  ORCHESTRATOR_RUN_DEADLINE_MS: milliseconds.default(1_800_000),
  /** A run whose turn has not come by then ends; default a day. */
  ORCHESTRATOR_WAIT_DEADLINE_MS: milliseconds.default(86_400_000),
  /** Cost of one leg at which its cost term is zero, in nano-USD. */
  ORCHESTRATOR_COST_CAP_NANO_USD: z.coerce.bigint().positive().default(500_000n),
  /** Busy time of one leg at which its speed term is zero. */
  ORCHESTRATOR_DURATION_SLO_MS: milliseconds.default(20_000),
  /** Lowest composite at which a workflow is pinned beside the winner's. */
  ORCHESTRATOR_QUALITY_FLOOR: z.coerce.number().min(0).max(1).default(0.5),
  /** A run is looked into when a state takes twice this. */
  ORCHESTRATOR_EXPECTED_RUN_MS: milliseconds.default(900_000),
});

const settings = readConfig(schema);

/** The saga's numbers, from `ORCHESTRATOR_*`. */
export const SAGA_POLICY: Readonly<SagaPolicy> = Object.freeze({
  legCount: settings.ORCHESTRATOR_LEG_COUNT,
  epsilon: settings.ORCHESTRATOR_EPSILON,
  legDeadlineMs: settings.ORCHESTRATOR_LEG_DEADLINE_MS,
  finishDeadlineMs: settings.ORCHESTRATOR_FINISH_DEADLINE_MS,
  waitDeadlineMs: settings.ORCHESTRATOR_WAIT_DEADLINE_MS,
  runDeadlineMs: settings.ORCHESTRATOR_RUN_DEADLINE_MS,
  costCapNanoUsd: settings.ORCHESTRATOR_COST_CAP_NANO_USD,
  durationSloMs: settings.ORCHESTRATOR_DURATION_SLO_MS,
  qualityFloor: settings.ORCHESTRATOR_QUALITY_FLOOR,
});

export const EXPECTED_RUN_MS = settings.ORCHESTRATOR_EXPECTED_RUN_MS;
