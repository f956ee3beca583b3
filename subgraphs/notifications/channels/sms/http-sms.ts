import { retryAfterMs } from '../retry-after.ts';
import type { SmsPort } from './sms-port.ts';

const TIMEOUT_MS = 10_000;

/** A provider's interface, as far as providers agree: one POST per message. */
export interface HttpSmsSettings {
  url: string;
  /** Value of the header `Authorization`; null for none. */
  authorization: string | null;
  /** Name or number that people see; null leaves it to the provider. */
  from: string | null;
  format: 'json' | 'form';
  /** What the provider calls our fields, such as `{ to: 'To', text: 'Body' }`; a field without a name is not sent. */
  fields: Readonly<Partial<Record<'id' | 'to' | 'text' | 'from', string>>>;
}

/** A provider over HTTP. 2xx means taken; 408, 425, 429 and 5xx are tried again; anything else is the provider's last word. */
export function httpSms({ url, authorization, from, format, fields }: HttpSmsSettings): SmsPort {
  return {
    async send({ id, to, text }) {
      const values = { id, to, text, from };
      const named = Object.entries(fields).flatMap(([field, name]) => {
        const value = values[field as keyof typeof values];
        return value === null || !name ? [] : [[name, value] as const];
      });
      const isForm = format === 'form';
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
          // For providers that know it: a message that is sent twice arrives once.
          'idempotency-key': id,
          ...(authorization ? { authorization } : {}),
        },
        body: isForm
          ? new URLSearchParams(Object.fromEntries(named)).toString()
          : JSON.stringify(Object.fromEntries(named)),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (response.ok) return { kind: 'sent' };
      const { status } = response;
      const cause = `The SMS provider answered ${status}.`;
      return status >= 500 || [408, 425, 429].includes(status)
        ? { kind: 'failed', cause, retryAfterMs: retryAfterMs(response.headers) }
        : { kind: 'refused', cause };
    },
  };
}
