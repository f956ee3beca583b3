import { createTransport, type Transporter } from 'nodemailer';
import type { Mail } from './mail-port.ts';

const TIMEOUT_MS = 10_000;

/** Hands letters to a mail server, one connection kept for those that follow each other. */
export class SmtpDelivery {
  readonly #transport: Transporter;
  readonly #from: string;

  constructor({ url, from }: { url: string; from: string }) {
    this.#transport = createTransport(url, {
      pool: true,
      maxConnections: 2,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // A letter has words of ours and no more: nothing is fetched from files or addresses.
      disableFileAccess: true,
      disableUrlAccess: true,
    } as never);
    this.#from = from;
  }

  /** @param id makes the Message-ID, so that a letter that is sent twice is known as one. @throws when it is not taken */
  async deliver(id: string, { to, subject, text }: Mail): Promise<void> {
    const message = { from: this.#from, to: { name: '', address: to }, subject, text };
    const host = /@([^>\s]+)/.exec(this.#from)?.[1] ?? 'localhost';
    await this.#transport.sendMail({
      ...message,
      messageId: `<${id}@${host}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  /** Whether a fault of `deliver` is the server's last word on this letter (a reply of the 5xx class, RFC 5321 §4.2.1). */
  static isRefusal(error: unknown): boolean {
    const { responseCode } = error as { responseCode?: number };
    return responseCode !== undefined && responseCode >= 500;
  }

  close(): void {
    this.#transport.close();
  }
}
