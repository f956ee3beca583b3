import type { Migration } from '@effect-studio/kernel/migrations/migrate';
import { ACTION_TABLES } from '../../actions/persistence/action-tables.ts';
import { ATTRIBUTION_INDEXES } from '../../attribution/persistence/attribution-tables.ts';
import { BENCHMARK_TABLES } from '../../benchmarks/persistence/benchmark-tables.ts';
import { BOTTLENECK_TABLES } from '../../bottlenecks/persistence/bottleneck-tables.ts';
import { CHARGE_TABLES } from '../../charges/persistence/charge-tables.ts';
import { COST_COMPONENT_TABLES } from '../../costs/persistence/cost-component-tables.ts';
import { COST_SOURCE_TABLES } from '../../costs/persistence/cost-source-tables.ts';
import { COST_TABLES } from '../../costs/persistence/cost-tables.ts';
import { LIGHTER_COST_ENTRIES } from '../../costs/persistence/lighter-cost-entries.ts';
import { DETECTION_TABLES } from '../../detection/persistence/detection-tables.ts';
import { EXECUTION_TABLES } from '../../executions/persistence/execution-tables.ts';
import { EXPLORATION_TABLES } from '../../exploration/persistence/exploration-tables.ts';
import { LEDGER_TABLES } from '../../ledger/persistence/ledger-tables.ts';
import { MONEY_TABLES } from '../../ledger/persistence/money-tables.ts';
import { RESERVATION_TABLES } from '../../ledger/persistence/reservation-tables.ts';
import { RESERVE_FUNCTION } from '../../ledger/persistence/reserve-function.ts';
import { RESERVE_IN_BATCHES } from '../../ledger/persistence/reserve-in-batches.ts';
import { RESERVE_WITH_LIMITS } from '../../ledger/persistence/reserve-with-limits.ts';
import { SETTLE_FUNCTIONS } from '../../ledger/persistence/settle-functions.ts';
import { SETTLE_WITH_LIMITS } from '../../ledger/persistence/settle-with-limits.ts';
import { LOG_WINDOW_TABLES } from '../../log-anomalies/persistence/log-window-tables.ts';
import { MANIFEST_TABLES } from '../../manifest/persistence/manifest-tables.ts';
import { ROUTING_TABLES } from '../../manifest/persistence/routing-tables.ts';
import {
  BOOKS_EPOCH,
  MARGIN_COMPONENT_TABLES,
  MARGIN_TABLES,
} from '../../margins/persistence/margin-tables.ts';
import {
  PRICE_KIND_TABLES,
  RATE_CARD_TABLES,
  TENANT_PRICES,
} from '../../rate-card/persistence/rate-card-tables.ts';
import { RECOMMENDATION_TABLES } from '../../recommendations/persistence/recommendation-tables.ts';

/** Forward only; each capability's tables lie beside its code. */
export const MIGRATIONS: readonly Migration[] = [
  { id: '0001-ledger', sql: `${LEDGER_TABLES}${RESERVE_FUNCTION}${SETTLE_FUNCTIONS}` },
  { id: '0002-rate-card', sql: RATE_CARD_TABLES },
  { id: '0003-charges', sql: CHARGE_TABLES },
  { id: '0004-costs', sql: COST_TABLES },
  { id: '0005-margins', sql: MARGIN_TABLES },
  { id: '0006-manifest', sql: MANIFEST_TABLES },
  { id: '0007-executions', sql: EXECUTION_TABLES },
  { id: '0008-cost-components', sql: COST_COMPONENT_TABLES },
  { id: '0009-margin-components', sql: MARGIN_COMPONENT_TABLES },
  { id: '0010-recommendations', sql: RECOMMENDATION_TABLES },
  { id: '0011-price-kinds', sql: PRICE_KIND_TABLES },
  { id: '0012-cost-sources', sql: COST_SOURCE_TABLES },
  { id: '0013-views', sql: `${BOOKS_EPOCH}${ATTRIBUTION_INDEXES}` },
  { id: '0014-money', sql: MONEY_TABLES },
  { id: '0015-routing', sql: `${ROUTING_TABLES}${EXPLORATION_TABLES}` },
  { id: '0016-benchmarks', sql: BENCHMARK_TABLES },
  { id: '0017-reservations', sql: `${RESERVATION_TABLES}${RESERVE_WITH_LIMITS}${SETTLE_WITH_LIMITS}` },
  { id: '0018-tenant-prices', sql: TENANT_PRICES },
  { id: '0019-detection', sql: `${DETECTION_TABLES}${BOTTLENECK_TABLES}${ACTION_TABLES}` },
  { id: '0020-log-windows', sql: LOG_WINDOW_TABLES },
  { id: '0021-reserve-in-batches', sql: RESERVE_IN_BATCHES },
  { id: '0022-lighter-cost-entries', sql: LIGHTER_COST_ENTRIES },
];
