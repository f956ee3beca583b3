import type { ModuleName } from '../events/envelope.ts';

interface Declared {
  /** The module whose behaviour it changes. */
  module: ModuleName;
  /** What it switches, in a sentence. */
  description: string;
  /** Whether it is there to stop something at once. */
  isKillSwitch: boolean;
}

export interface BooleanFlag extends Declared {
  kind: 'boolean';
  default: boolean;
}

export interface IntegerFlag extends Declared {
  kind: 'integer';
  default: number;
  minimum: number;
  maximum: number;
}

export type FlagDeclaration = BooleanFlag | IntegerFlag;

/**
 * Every feature flag of the studio. One that is not here cannot be set or asked for; one that nobody asks for does not
 * belong here (`infra/processes/flags.test.ts`).
 */
export const FLAGS = {
  'runs.submit': {
    kind: 'boolean',
    default: true,
    module: 'orchestrator',
    description: 'New runs are taken. Off: submitting is refused, and runs that have begun go on.',
    isKillSwitch: true,
  },
  'routing.exploration': {
    kind: 'boolean',
    default: true,
    module: 'orchestrator',
    description:
      'Some runs try providers that are not the best known. Off: all take what is known to be best.',
    isKillSwitch: true,
  },
  'effects.publish': {
    kind: 'boolean',
    default: true,
    module: 'notifications',
    description: 'Results can be approved, which publishes them. Off: they wait in the review queue.',
    isKillSwitch: true,
  },
  'reviews.house-checks': {
    kind: 'boolean',
    default: false,
    module: 'gallery',
    description:
      "Results that wait for a reviewer are also rendered on three of the studio's own clips, at the platform's cost, and reviewers see how good they are there.",
    isKillSwitch: false,
  },
  'reviews.authors-approve': {
    kind: 'boolean',
    default: false,
    module: 'notifications',
    description:
      'Reviewers may approve what they made themselves: results of their own runs, revisions that they handed in. Off: another admin has to, where there is one.',
    isKillSwitch: false,
  },
  'reviews.two-people': {
    kind: 'boolean',
    default: false,
    module: 'notifications',
    description:
      'Results of runs and revisions of workflows need two people to approve. Recommendations go by their sum.',
    isKillSwitch: false,
  },
  'reviews.two-people-from-usd': {
    kind: 'integer',
    default: 0,
    minimum: 0,
    maximum: 1_000_000_000,
    module: 'notifications',
    description:
      'Recommendations that are predicted to move at least so many dollars a month, up or down, need two people to approve. 0: one suffices for all.',
    isKillSwitch: false,
  },
  'uploads.start': {
    kind: 'boolean',
    default: true,
    module: 'intake',
    description:
      'New clips are taken, from devices and links. Off: beginning one is refused, and those that have begun go on.',
    isKillSwitch: true,
  },
  'agents.lease': {
    kind: 'boolean',
    default: true,
    module: 'execution',
    description:
      'Agents are given tasks. Off: they get none, keep and finish what they have, and tasks wait.',
    isKillSwitch: true,
  },
  'models.ask': {
    kind: 'boolean',
    default: true,
    module: 'analysis',
    description:
      'Configured language models are asked: by analysis, prompts, quality and the advice of economics. Off: no clip or wish leaves the studio for them, and all work by measurement and templates.',
    isKillSwitch: true,
  },
  'runs.most-per-person': {
    kind: 'integer',
    default: 200,
    minimum: 1,
    maximum: 1_000_000,
    module: 'orchestrator',
    description:
      'Most runs that one person has under way at once, those that wait for a reviewer not counted. A further one waits for its turn.',
    isKillSwitch: false,
  },
  'runs.most-waiting-per-person': {
    kind: 'integer',
    default: 100,
    minimum: 0,
    maximum: 100_000,
    module: 'orchestrator',
    description:
      'Most runs of one person that wait for their turn because as many as may be are under way. A further one is refused.',
    isKillSwitch: false,
  },
  'runs.most-per-tenant': {
    kind: 'integer',
    default: 10_000,
    minimum: 1,
    maximum: 10_000_000,
    module: 'orchestrator',
    description:
      'Most runs that all people of a tenant together have under way at once. Further ones wait, and people take turns.',
    isKillSwitch: false,
  },
  'orchestrator.max-legs': {
    kind: 'integer',
    default: 8,
    minimum: 1,
    maximum: 8,
    module: 'orchestrator',
    description: 'Most legs of a new run that its owner sees, whatever the configuration has.',
    isKillSwitch: false,
  },
} as const satisfies Readonly<Record<string, FlagDeclaration>>;

export type FlagName = keyof typeof FLAGS;

/** What a flag says: `boolean` or a whole number. */
export type FlagValue<Name extends FlagName> = Name extends FlagName
  ? (typeof FLAGS)[Name]['kind'] extends 'boolean'
    ? boolean
    : number
  : never;

/** @returns null for a name that no flag has */
export function flagNamed(name: string): FlagDeclaration | null {
  return Object.hasOwn(FLAGS, name) ? FLAGS[name as FlagName] : null;
}

/** Why a value does not fit a flag, in a sentence; null when it does. */
export function whyNotAValue(flag: FlagDeclaration, value: unknown): string | null {
  if (flag.kind === 'boolean') return typeof value === 'boolean' ? null : 'This flag is true or false.';
  if (!Number.isInteger(value)) return 'This flag is a whole number.';
  const number = value as number;
  if (number >= flag.minimum && number <= flag.maximum) return null;
  return `This flag is between ${flag.minimum} and ${flag.maximum}.`;
}
