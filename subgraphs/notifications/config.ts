import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';

const schema = z.object({
  WEB_USER_PORT: z.coerce.number().int().min(0).max(65535).default(4001),
  /** Origins of the app, comma-separated; letters lead to the first. */
  WEB_USER_ORIGINS: z.string().default(''),
});

/** Where people read on: the app, without a slash at the end. */
export function appOrigin(): string {
  const { WEB_USER_ORIGINS, WEB_USER_PORT } = readConfig(schema);
  const [first] = WEB_USER_ORIGINS.split(',').map((origin) => origin.trim());
  return (first || `http://127.0.0.1:${WEB_USER_PORT}`).replace(/\/$/, '');
}
