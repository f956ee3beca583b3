import { mkdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SmsPort } from './sms-port.ts';

/** Keeps messages as JSON in a folder that only the studio's own account can read. Of an embedded studio; never in production. */
export function folderSms(folder: string): SmsPort {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    async send({ id, to, text }) {
      const sentAt = new Date().toISOString();
      // Names sort by time; the rename makes a message appear whole or not at all.
      const file = join(folder, `${sentAt.replaceAll(':', '-')}-${id}.json`);
      await writeFile(`${file}.part`, `${JSON.stringify({ id, to, text, sentAt }, null, 2)}\n`, {
        mode: 0o600,
      });
      await rename(`${file}.part`, file);
      return { kind: 'sent' };
    },
  };
}
