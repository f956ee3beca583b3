import { csrfHeader } from './csrf.ts';

/** A refusal in the studio's words. */
export interface Refusal {
  humanReadableCause: string;
  suggestedAction: string;
}

const UNREACHABLE: Refusal = {
  humanReadableCause: 'The studio cannot be reached right now.',
  suggestedAction: 'Check the connection and try again.',
};

/** Reads a refusal out of a problem document (RFC 9457), whatever it lacks. */
export function refusalOf(body: unknown): Refusal {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (...names: string[]): string | undefined =>
    names.map((name) => fields[name]).find((value): value is string => typeof value === 'string');
  const left = fields.attemptsLeft;
  return {
    humanReadableCause:
      text('humanReadableCause', 'detail', 'title') ?? 'Signing in did not work. Try again.',
    suggestedAction: text('suggestedAction') ?? (typeof left === 'number' ? `Attempts left: ${left}.` : ''),
  };
}

const send = (client: string, path: string, body: object): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-studio-client': client, ...csrfHeader(client) },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  });

async function post(client: string, path: string, body: object): Promise<Refusal | null> {
  try {
    const response = await send(client, path, body);
    if (response.ok) return null;
    return refusalOf(await response.json().catch(() => null));
  } catch {
    return UNREACHABLE;
  }
}

/** The ways to sign in that this studio has. */
export interface SignInMethods {
  /** By a one-time code. */
  code: boolean;
  /** By an account at an OpenID Connect issuer. */
  oidc: boolean;
}

/** Reads what the studio says of its ways to sign in; whatever it does not name is not there. */
export function methodsOf(body: unknown): SignInMethods {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return { code: fields.code === true, oidc: fields.oidc === true };
}

/** Asks for the ways to sign in. */
export async function signInMethods(): Promise<SignInMethods | Refusal> {
  try {
    const response = await fetch('/sign-in/methods');
    const body: unknown = await response.json();
    return response.ok ? methodsOf(body) : refusalOf(body);
  } catch {
    return UNREACHABLE;
  }
}

/** Asks for a one-time code by e-mail. The answer is the same for every address. */
export const requestCode = (client: string, email: string) => post(client, '/sign-in/code', { email });

/** Exchanges the code for a session, which lives in a cookie that scripts cannot read. */
export const redeemCode = (client: string, email: string, code: string) =>
  post(client, '/sign-in/redeem', { email, code });

/**
 * Ends the session, and the one at the issuer where it lets itself be left: the page goes there, and comes back.
 */
export async function signOut(client: string): Promise<Refusal | null> {
  try {
    const response = await send(client, '/sign-out', {});
    if (!response.ok) return refusalOf(await response.json().catch(() => null));
    if (response.status !== 200) return null;
    const { endSessionUrl } = (await response.json()) as { endSessionUrl?: string };
    if (endSessionUrl) location.assign(endSessionUrl);
    return null;
  } catch {
    return UNREACHABLE;
  }
}
