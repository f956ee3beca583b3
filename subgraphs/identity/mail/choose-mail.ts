import { mailFolder } from '../config.ts';
import { folderMail } from './folder-mail.ts';
import type { MailPort } from './mail-port.ts';
import { tableMail } from './table-mail.ts';

let chosen: MailPort | null = null;

/** How this process's mail leaves: into the folder of an embedded studio, else into the table of outgoing mail. */
export function chosenMail(): MailPort {
  if (!chosen) {
    const folder = mailFolder();
    chosen = folder ? folderMail(folder) : tableMail;
  }
  return chosen;
}
