import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';
import { isServerAddress } from './domain/link.ts';

const MEBIBYTE = 1_048_576;

const fields = z.object({
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
  /**
   * Sites that links may lead to, separated by commas: `example.org`, `*.example.org`, `*` for every public site.
   * Default: every public site on one's own machine (`STUDIO_MODE=embedded`), none elsewhere.
   */
  INTAKE_LINK_HOSTS: z.string().optional(),
  /**
   * Servers of one's own network that a pasted link may name although the guard keeps links out of it, each exactly, as
   * `address:port`, separated by commas: `192.168.1.20:8080`. Default: none; refused where other people have the studio.
   */
  INTAKE_LINK_OWN_SERVERS: z
    .string()
    .default('')
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .refine(
      (servers) => servers.every(isServerAddress),
      'each has to be an address and a port, as 10.0.0.7:8080',
    ),
  /** How long fetching one link may take, in milliseconds. Default five minutes. */
  INTAKE_LINK_TIMEOUT_MS: z.coerce.number().int().positive().default(300_000),
  /** Service that finds the file behind a page of a platform. Default: none, such links are refused. */
  INTAKE_LINK_RESOLVER_URL: z.url().optional(),
  /** Bearer token for that service. */
  INTAKE_LINK_RESOLVER_TOKEN: z.string().optional(),
  /** Bytes that the clips of one person may hold. Default 20 GiB. */
  INTAKE_QUOTA_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(20_480 * MEBIBYTE),
  /** Clips that one person may bring in any 24 hours. Default 200. */
  INTAKE_QUOTA_CLIPS_PER_DAY: z.coerce.number().int().positive().default(200),
  /** Clips of one person that may be on their way at once. Default 20. */
  INTAKE_QUOTA_RUNNING_UPLOADS: z.coerce.number().int().positive().default(20),
  STUDIO_MODE: z.enum(['embedded', 'production']).default('production'),
});

export const intakeConfigSchema = fields.refine(
  ({ STUDIO_MODE, INTAKE_LINK_OWN_SERVERS }) =>
    STUDIO_MODE === 'embedded' || INTAKE_LINK_OWN_SERVERS.length === 0,
  {
    path: ['INTAKE_LINK_OWN_SERVERS'],
    message:
      'only a studio on one’s own machine (STUDIO_MODE=embedded) may follow links into its own network',
  },
);

/** The settings of intake; the only reader of its environment. */
export const intakeConfig = readConfig(intakeConfigSchema);
