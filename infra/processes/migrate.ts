import { readKernelConfig } from '@effect-studio/kernel/config';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { CONTEXTS } from './contexts.ts';

/** Brings the database to the current state, then ends. */
const config = readKernelConfig();
await migrate(config.DATABASE_URL, config.STUDIO_SECRET, CONTEXTS, createLogger('migrate', config.LOG_LEVEL));
