import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';

const MEBIBYTE = 1_048_576;

const schema = z.object({
  /** Largest clip, in bytes. Default 2 GiB. */
  INTAKE_MAX_SIZE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(2_048 * MEBIBYTE),
  /** Longest clip, in milliseconds. Default ten minutes. */
  INTAKE_MAX_DURATION_MS: z.coerce.number().int().positive().default(600_000),
  /** Largest stored picture, in pixels. Default 8K. */
  INTAKE_MAX_PIXELS: z.coerce.number().int().positive().default(36_864_000),
  /** How long an upload may stay open, in milliseconds. Default a day. */
  INTAKE_UPLOAD_TTL_MS: z.coerce.number().int().positive().default(86_400_000),
});

/** The settings of intake; the only reader of its environment. */
export const intakeConfig = readConfig(schema);
