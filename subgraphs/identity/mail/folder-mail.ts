import { chmodSync, mkdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@effect-studio/kernel/ids';
import type { MailPort } from './mail-port.ts';

/**
 * Drops messages as JSON files into a folder that only the studio's own account can read: how codes reach
 * a person on the machine that an embedded studio runs on. Never used in production.
 */
export function folderMail(folder: string): MailPort {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return {
    async send(tx, mail) {
      tx.afterCommit(async () => {
        // UUIDv7 names sort by time; the rename makes a letter appear whole or not at all.
        const file = join(folder, `${newId()}.json`);
        const letter = { ...mail, sentAt: new Date().toISOString() };
        await writeFile(`${file}.part`, `${JSON.stringify(letter, null, 2)}\n`, { mode: 0o600 });
        await rename(`${file}.part`, file);
      });
    },
  };
}
