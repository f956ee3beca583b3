import type { AttemptOutcome } from '../../domain/delivery.ts';

/** One text message to one telephone. */
export interface TextMessage {
  /** The same for every attempt at one message. */
  id: string;
  /** E.164, such as `+4915112345678`. */
  to: string;
  text: string;
}

/** How text messages leave the studio. */
export interface SmsPort {
  /** Hands a message to whoever delivers it, and says what came of it. May throw: then it is tried again. */
  send(message: TextMessage): Promise<AttemptOutcome>;
}
