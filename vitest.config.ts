import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

/** Servers and shared packages; the two web apps bring a configuration of their own for the browser. */
export default defineConfig({
  resolve: {
    // Node loads graphql's CommonJS build, and so does Apollo; the bundler's ES build would be a second realm.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    environment: 'node',
    // Tests ask no model but their own, whatever the shell has; and which outputs are checked is drawn: where that is not the
    // subject, nothing is.
    env: {
      GEMINI_API_KEY: '',
      LLM_BASE_URL: '',
      SPOT_CHECK_PROBATION_SHARE: '0',
      SPOT_CHECK_TRUSTED_SHARE: '0',
    },
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.studio/**', '**/dist/**', '**/generated/**'],
    pool: 'forks',
    // Tests with real engines and ffmpeg: more workers than this only wait for each other on a small machine.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
