import type { CallContext } from '@effect-studio/kernel/context';
import { FLAGS, type FlagDeclaration, whyNotAValue } from '@effect-studio/schema/flags/flags';
import type { FeatureFlag, FeatureFlagSetting } from '../generated/resolvers.ts';
import { flagSettings } from '../persistence/feature-flag-rows.ts';

/** Every declared flag with what was set, by key. */
export async function readFeatureFlags(ctx: CallContext): Promise<FeatureFlag[]> {
  const settings = await ctx.db.transaction(ctx, flagSettings);
  return Object.entries<FlagDeclaration>(FLAGS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, flag]) =>
      describe(
        key,
        flag,
        settings.filter((one) => one.key === key).map(({ setting }) => setting),
      ),
    );
}

function describe(key: string, flag: FlagDeclaration, settings: FeatureFlagSetting[]): FeatureFlag {
  const { description, module, isKillSwitch, default: defaultValue } = flag;
  // What a flag could be before its bounds were drawn closer is not used, so it is not shown as if it were.
  const held = settings.find(({ value }) => whyNotAValue(flag, value) === null);
  return {
    key,
    kind: flag.kind === 'boolean' ? 'BOOLEAN' : 'INTEGER',
    description,
    module,
    isKillSwitch,
    defaultValue,
    minimum: flag.kind === 'integer' ? flag.minimum : null,
    maximum: flag.kind === 'integer' ? flag.maximum : null,
    value: held ? held.value : defaultValue,
    settings,
  };
}
