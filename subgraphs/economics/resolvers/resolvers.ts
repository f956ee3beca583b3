import type { Resolvers } from '../generated/resolvers.ts';
import { ManifestEntry, RoutingManifest } from './manifest.ts';
import { MarginCell, MarginHud, Provider, ProviderMargin } from './margins.ts';
import { Mutation, TopUpWalletResult } from './mutation.ts';
import { Query } from './query.ts';
import { Run, RunStatement, StatementLine, Task } from './run.ts';
import { Subscription } from './subscription.ts';
import { LedgerEntry, User, Wallet } from './wallet.ts';

/** Every resolver of the context; thin: authorization is declared in the SDL, rules live in the domain. */
export const resolvers = {
  Query,
  Mutation,
  Subscription,
  Wallet,
  LedgerEntry,
  User,
  Run,
  Task,
  RunStatement,
  StatementLine,
  Provider,
  ProviderMargin,
  MarginCell,
  MarginHud,
  RoutingManifest,
  ManifestEntry,
  TopUpWalletResult,
} satisfies Resolvers;
