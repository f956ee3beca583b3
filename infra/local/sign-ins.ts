import { z } from 'zod';
import type { SignIn } from './run-file.ts';

const lastLine = z.object({
  signIns: z.array(z.object({ role: z.string(), email: z.string(), code: z.string() })),
});

/** The one-time codes that seeding printed as its last line, `{"signIns": [{role, email, code}]}`; none when it printed none. */
export function readSignIns(output: string): SignIn[] {
  const line = output.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return [];
  const parsed = lastLine.safeParse(JSON.parse(line));
  return parsed.success ? parsed.data.signIns : [];
}
