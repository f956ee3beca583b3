import type { Audience } from '@effect-studio/schema/audiences/audience';

/** What one operation may ask; the same over HTTP and over sockets. */
export interface OperationLimits {
  /** Lexical tokens of the whole document. */
  readonly tokens: number;
  /** Fields inside fields. */
  readonly depth: number;
  /** Renamed fields, fragments counted as often as they are spread. */
  readonly aliases: number;
  /** Selected fields, fragments counted as often as they are spread. */
  readonly fields: number;
  /** Fields of the root type, fragments counted as often as they are spread. */
  readonly rootFields: number;
  /** Directives, fragments counted as often as they are spread. */
  readonly directives: number;
  /** By `@cost` and `@listSize`, with the variables of the request. */
  readonly cost: number;
}

const ORDINARY: OperationLimits = {
  tokens: 2_000,
  depth: 14,
  aliases: 30,
  fields: 600,
  rootFields: 15,
  directives: 20,
  cost: 5_000,
};

/** Visitors may ask least, admins most; our own contexts are bounded only so that none runs wild. */
export const LIMITS: Readonly<Record<Audience | 'internal', OperationLimits>> = {
  public: { ...ORDINARY, aliases: 15, rootFields: 5, cost: 2_000 },
  user: ORDINARY,
  partner: { ...ORDINARY, rootFields: 10, cost: 3_000 },
  agent: { ...ORDINARY, depth: 8, rootFields: 3, cost: 2_000 },
  admin: { ...ORDINARY, rootFields: 30, cost: 50_000 },
  internal: { ...ORDINARY, rootFields: 100, cost: 1_000_000 },
};
