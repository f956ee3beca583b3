/** Options of a {@link StudioError}. */
export interface StudioErrorOptions {
  /** True when the same call may succeed later, unchanged. Default false. */
  retryable?: boolean;
  cause?: unknown;
  /** Extra facts for the log; never shown to callers. */
  facts?: Record<string, unknown>;
}

/**
 * An unexpected failure. Expected refusals are {@link Problem}s, not errors.
 * `code` is stable and goes to callers; `message` is for the log.
 */
export class StudioError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly facts: Record<string, unknown>;

  constructor(code: string, message: string, options: StudioErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'StudioError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.facts = options.facts ?? {};
  }
}

/** An expected refusal as it goes over the wire: RFC 9457 plus a cause and a suggestion in plain words. */
export interface Problem {
  __typename: string;
  /** `urn:effect-studio:problem:<kebab-name>`. */
  type: string;
  title: string;
  /** HTTP status that fits, for clients that think in them. */
  status: number;
  detail: string;
  /** The subject of the refusal, such as a run's id. */
  instance: string | null;
  humanReadableCause: string;
  suggestedAction: string;
}

/** A problem of one GraphQL type, with that type's further fields. Use cases name theirs, so that resolvers are checked. */
export type ProblemOf<Name extends string, Extra extends object = object> = Problem & {
  __typename: Name;
} & Extra;

export type NotFound = ProblemOf<'NotFound'>;
export type InvalidInput = ProblemOf<'InvalidInput', { field: string }>;
export type InvalidState = ProblemOf<'InvalidState'>;
export type SwitchedOff = ProblemOf<'SwitchedOff'>;

/** Words of a problem. */
export interface ProblemWords {
  title: string;
  status: number;
  humanReadableCause: string;
  suggestedAction: string;
  instance?: string | null;
}

/**
 * Makes a problem of a GraphQL type that implements `Problem`.
 * @param typename name of the GraphQL type, PascalCase
 * @param extra further fields of that type, such as `missingTokens`
 */
export function problem<Name extends string, Extra extends object = object>(
  typename: Name,
  words: ProblemWords,
  extra?: Extra,
): ProblemOf<Name, Extra> {
  const kebab = typename.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return {
    ...(extra as Extra),
    __typename: typename,
    type: `urn:effect-studio:problem:${kebab}`,
    title: words.title,
    status: words.status,
    detail: `${words.humanReadableCause} ${words.suggestedAction}`,
    instance: words.instance ?? null,
    humanReadableCause: words.humanReadableCause,
    suggestedAction: words.suggestedAction,
  };
}

/** The subject does not exist, or the caller may not know that it does. */
export function notFound(what: string, id: string): NotFound {
  return problem('NotFound', {
    title: 'Not found',
    status: 404,
    humanReadableCause: `There is no ${what} with the id ${id} that you can see.`,
    suggestedAction: 'Check the id, or sign in as the person who owns it.',
    instance: id,
  });
}

/** The input cannot be used; `field` names the part that is at fault. */
export function invalidInput(
  field: string,
  humanReadableCause: string,
  suggestedAction: string,
): InvalidInput {
  return problem(
    'InvalidInput',
    { title: 'Invalid input', status: 400, humanReadableCause, suggestedAction, instance: field },
    { field },
  );
}

/** Somebody has switched this off by a feature flag. @param what such as `New runs` */
export function switchedOff(what: string): SwitchedOff {
  return problem('SwitchedOff', {
    title: 'Switched off for now',
    status: 503,
    humanReadableCause: `${what} are switched off for the moment; the studio did this on purpose.`,
    suggestedAction: 'Try again later. Nothing was done and nothing was charged.',
  });
}

/** True for values made by {@link problem}. */
export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'humanReadableCause' in value && '__typename' in value
  );
}
