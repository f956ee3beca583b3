import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Something that an embedded studio wrote to a person, instead of sending it. */
export interface Caught {
  way: 'e-mail' | 'text message';
  to: string;
  /** Empty for a text message. */
  subject: string;
  text: string;
  /** Real time, ISO 8601. */
  sentAt: string;
}

const sms = z.object({ to: z.string(), text: z.string(), sentAt: z.string() });
const mail = sms.extend({ subject: z.string() });

/** What lies in the folders of an embedded studio, newest first. What cannot be read is left out. @param limit most of them */
export function caughtLetters(stateDir: string, limit: number): Caught[] {
  const letters = filesOf(path.join(stateDir, 'mail'), limit).flatMap((text) => {
    const letter = mail.safeParse(parsed(text));
    return letter.success ? [{ way: 'e-mail' as const, ...letter.data }] : [];
  });
  const messages = filesOf(path.join(stateDir, 'sms'), limit).flatMap((text) => {
    const message = sms.safeParse(parsed(text));
    return message.success ? [{ way: 'text message' as const, subject: '', ...message.data }] : [];
  });
  return [...letters, ...messages].sort((a, b) => b.sentAt.localeCompare(a.sentAt)).slice(0, limit);
}

/** Texts of the newest files; their names sort by time. */
function filesOf(folder: string, limit: number): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .reverse()
    .slice(0, limit)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
