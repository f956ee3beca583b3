import { mergeResolvers } from '@effect-studio/kernel/subgraph';
import { actionResolvers } from '../actions/resolvers.ts';
import { attributionResolvers } from '../attribution/resolvers.ts';
import { benchmarkResolvers } from '../benchmarks/resolvers.ts';
import { bottleneckResolvers } from '../bottlenecks/resolvers.ts';
import { costResolvers } from '../costs/resolvers.ts';
import { detectionResolvers } from '../detection/resolvers.ts';
import { explorationResolvers } from '../exploration/resolvers.ts';
import { fleetActionResolvers } from '../fleet-actions/resolvers.ts';
import { explorationWalletResolvers } from '../ledger/exploration-resolvers.ts';
import { ledgerResolvers } from '../ledger/resolvers.ts';
import { manifestResolvers } from '../manifest/resolvers.ts';
import { marginResolvers } from '../margins/resolvers.ts';
import { policySimulationResolvers } from '../policy-simulation/resolvers.ts';
import { priceResolvers } from '../rate-card/resolvers.ts';
import { recommendationResolvers } from '../recommendations/resolvers.ts';
import { topUpResolvers } from '../top-ups/resolvers.ts';
import { viewResolvers } from '../views/resolvers.ts';

/** Every resolver of the context; thin: authorization is declared in the SDL, rules live in the domain. */
export const resolvers = mergeResolvers(
  ledgerResolvers,
  topUpResolvers,
  explorationWalletResolvers,
  priceResolvers,
  costResolvers,
  marginResolvers,
  attributionResolvers,
  viewResolvers,
  manifestResolvers,
  explorationResolvers,
  policySimulationResolvers,
  recommendationResolvers,
  benchmarkResolvers,
  detectionResolvers,
  bottleneckResolvers,
  actionResolvers,
  fleetActionResolvers,
);
