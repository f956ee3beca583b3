import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { DemoFault } from './graph.ts';

const MAIL_WAIT_MS = 5_000;
const MAIL_POLL_MS = 50;

const keptSessions = z.record(z.string(), z.string());
const mail = z.object({ to: z.string(), sentAt: z.string(), text: z.string() });

/**
 * A session token of a person of the embedded studio: the one of an earlier demo while it is good, else
 * by a fresh one-time code from the studio's mail folder, as a person on this machine would do it.
 * @throws DemoFault when no code arrives
 */
export async function signIn(options: { apiUrl: string; stateDir: string; email: string }): Promise<string> {
  const file = path.join(options.stateDir, 'demo-sessions.json');
  const kept = readKept(file);
  const existing = kept[options.email];
  if (existing && (await isGood(options.apiUrl, existing))) return existing;
  const token = await redeem(options.apiUrl, options.email, await requestCode(options));
  mkdirSync(options.stateDir, { recursive: true });
  writeFileSync(file, JSON.stringify({ ...kept, [options.email]: token }), { mode: 0o600 });
  return token;
}

function readKept(file: string): Record<string, string> {
  try {
    return keptSessions.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

async function isGood(apiUrl: string, token: string): Promise<boolean> {
  const response = await post(`${apiUrl}/graphql`, { query: '{ me { id } }' }, token);
  const body = (await response.json()) as { data?: { me: { id: string } | null } };
  return Boolean(body.data?.me);
}

async function requestCode({
  apiUrl,
  stateDir,
  email,
}: {
  apiUrl: string;
  stateDir: string;
  email: string;
}): Promise<string> {
  const askedAtMs = Date.now();
  await post(`${apiUrl}/sign-in/code`, { email });
  return mailedCode({ stateDir, email, askedAtMs });
}

/**
 * The newest one-time code in the studio's mail folder, waited for. Codes from before `askedAtMs` (Unix time) do not
 * count.
 * @throws DemoFault when none arrives
 */
export async function mailedCode({
  stateDir,
  email,
  askedAtMs,
}: {
  stateDir: string;
  email: string;
  askedAtMs: number;
}): Promise<string> {
  for (let waitedMs = 0; waitedMs < MAIL_WAIT_MS; waitedMs += MAIL_POLL_MS) {
    const code = newestCode(path.join(stateDir, 'mail'), email, askedAtMs - 1_000);
    if (code) return code;
    await wait(MAIL_POLL_MS);
  }
  throw new DemoFault(
    `No sign-in code for ${email} arrived in ${path.join(stateDir, 'mail')}. Too many codes may have been asked for: wait fifteen minutes.`,
  );
}

function newestCode(folder: string, email: string, askedAt: number): string | null {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return null;
  }
  for (const name of names.sort().reverse()) {
    const letter = mail.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
    if (letter.to !== email || Date.parse(letter.sentAt) < askedAt) continue;
    return /\b\d{6}\b/.exec(letter.text)?.[0] ?? null;
  }
  return null;
}

async function redeem(apiUrl: string, email: string, code: string): Promise<string> {
  const response = await post(`${apiUrl}/sign-in/redeem`, { email, code });
  const body = (await response.json()) as { sessionToken?: string; detail?: string };
  if (!body.sessionToken)
    throw new DemoFault(`Signing in as ${email} was refused: ${body.detail ?? response.status}`);
  return body.sessionToken;
}

function post(url: string, body: object, token?: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-studio-client': 'demo',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });
}
