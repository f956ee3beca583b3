import { kernelConfigSchema, readConfig } from '@effect-studio/kernel/config';

const schema = kernelConfigSchema.pick({ STUDIO_MODE: true });

/** What operations reads of the environment. */
export type OperationsConfig = Readonly<{ STUDIO_MODE: 'embedded' | 'production' }>;

/** @throws StudioError `CONFIG_INVALID` */
export function readOperationsConfig(environment?: NodeJS.ProcessEnv): OperationsConfig {
  return readConfig(schema, environment);
}
