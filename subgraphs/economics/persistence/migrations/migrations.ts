import type { Migration } from '@effect-studio/kernel/migrations/migrate';
import { modelUseTable } from '@effect-studio/llm/asking/model-use-table';
import { ACTION_TABLES } from '../../actions/persistence/action-tables.ts';
import { BENCHMARK_TABLES } from '../../benchmarks/persistence/benchmark-tables.ts';
import { BOTTLENECK_TABLES } from '../../bottlenecks/persistence/bottleneck-tables.ts';
import { CHARGE_TABLES } from '../../charges/persistence/charge-tables.ts';
import { COST_SOURCE_TABLES } from '../../costs/persistence/cost-source-tables.ts';
import { COST_TABLES } from '../../costs/persistence/cost-tables.ts';
import { DETECTION_TABLES } from '../../detection/persistence/detection-tables.ts';
import { EXECUTION_TABLES } from '../../executions/persistence/execution-tables.ts';
import { EXPLORATION_TABLES } from '../../exploration/persistence/exploration-tables.ts';
import { FLEET_ACTION_TABLES } from '../../fleet-actions/persistence/fleet-action-tables.ts';
import { LEDGER_TABLES } from '../../ledger/persistence/ledger-tables.ts';
import { MONEY_TABLES } from '../../ledger/persistence/money-tables.ts';
import { RESERVATION_TABLES } from '../../ledger/persistence/reservation-tables.ts';
import { RESERVE_FUNCTION } from '../../ledger/persistence/reserve-function.ts';
import { SETTLE_FUNCTIONS } from '../../ledger/persistence/settle-functions.ts';
import { LOG_WINDOW_TABLES } from '../../log-anomalies/persistence/log-window-tables.ts';
import { MANIFEST_TABLES } from '../../manifest/persistence/manifest-tables.ts';
import { ROUTING_TABLES } from '../../manifest/persistence/routing-tables.ts';
import { MARGIN_TABLES } from '../../margins/persistence/margin-tables.ts';
import { RATE_CARD_TABLES } from '../../rate-card/persistence/rate-card-tables.ts';
import { RECOMMENDATION_TABLES } from '../../recommendations/persistence/recommendation-tables.ts';
import { TOP_UP_TABLES } from '../../top-ups/persistence/top-up-tables.ts';

/** Forward only; each capability's tables lie beside its code. */
export const MIGRATIONS: readonly Migration[] = [
  {
    id: '0001-ledger',
    sql: `${LEDGER_TABLES}${RESERVATION_TABLES}${RESERVE_FUNCTION}${SETTLE_FUNCTIONS}${MONEY_TABLES}`,
  },
  { id: '0002-rate-card', sql: RATE_CARD_TABLES },
  { id: '0003-charges', sql: CHARGE_TABLES },
  { id: '0004-costs', sql: `${COST_TABLES}${COST_SOURCE_TABLES}` },
  { id: '0005-margins', sql: MARGIN_TABLES },
  { id: '0006-executions', sql: EXECUTION_TABLES },
  { id: '0007-routing', sql: `${MANIFEST_TABLES}${ROUTING_TABLES}${EXPLORATION_TABLES}` },
  { id: '0008-recommendations', sql: RECOMMENDATION_TABLES },
  { id: '0009-benchmarks', sql: BENCHMARK_TABLES },
  {
    id: '0010-detection',
    sql: `${DETECTION_TABLES}${BOTTLENECK_TABLES}${ACTION_TABLES}${LOG_WINDOW_TABLES}`,
  },
  { id: '0011-fleet-actions', sql: FLEET_ACTION_TABLES },
  { id: '0012-top-ups', sql: TOP_UP_TABLES },
  { id: '0013-model-use', sql: modelUseTable('economics') },
];
