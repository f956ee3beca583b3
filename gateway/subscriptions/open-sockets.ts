import type { Logger } from 'pino';
import type { CallerResolver, Credential, ResolvedCaller } from '../callers/resolve-caller.ts';

/** How often credentials of open sockets are looked at again; with the age of an answer it stays below 5 s. */
const CHECK_EVERY_MS = 2_000;
const MAX_AGE_MS = 1_500;
/** graphql-ws: unauthorized; its clients do not try again by themselves. */
const CLOSE_CODE = 4401;

interface Closable {
  close(code: number, reason: string): void;
}

const isClosable = (socket: object): socket is Closable => 'close' in socket;

/** Who is behind each open socket. Sockets close when their session, machine or token is not good any more. */
export class OpenSockets {
  readonly #sockets = new Map<object, ResolvedCaller>();
  readonly #resolver: CallerResolver;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #isChecking = false;

  constructor(resolver: CallerResolver, log: Logger) {
    this.#resolver = resolver;
    this.#log = log;
    this.#timer = setInterval(() => void this.#check(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  add(socket: object, resolved: ResolvedCaller): void {
    this.#sockets.set(socket, resolved);
  }

  remove(socket: object): void {
    this.#sockets.delete(socket);
  }

  of(socket: object): ResolvedCaller | null {
    return this.#sockets.get(socket) ?? null;
  }

  closeSession(sessionId: string): void {
    this.#closeWhere((credential) => credential.kind === 'session' && credential.sessionId === sessionId);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      // Sockets of one session share one answer: the directory asks once.
      await Promise.all([...this.#sockets.values()].map(({ credential }) => this.#checkOne(credential)));
    } finally {
      this.#isChecking = false;
    }
  }

  async #checkOne(credential: Credential): Promise<void> {
    try {
      if (await this.#resolver.isStillGood(credential, MAX_AGE_MS)) return;
      this.#closeWhere((other) => other === credential);
    } catch (error) {
      // Nobody is thrown out because identity cannot be asked for a moment.
      this.#log.warn({ err: error }, 'an open socket could not be checked');
    }
  }

  #closeWhere(isMeant: (credential: Credential) => boolean): void {
    for (const [socket, { credential }] of this.#sockets) {
      if (!isMeant(credential)) continue;
      this.#sockets.delete(socket);
      if (isClosable(socket)) socket.close(CLOSE_CODE, 'Signed out');
    }
  }
}
