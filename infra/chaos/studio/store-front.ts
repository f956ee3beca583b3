import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

/** How the store behaves: as it should, or for a share of the requests as stores do on bad days. */
export type StoreMood =
  | { kind: 'well' }
  /** Answered 503 before anything was done. */
  | { kind: 'refuses'; share: number }
  /** Done, but answered 500: the caller cannot know. */
  | { kind: 'losesAnswers'; share: number };

/** Stands in front of the object store, so that it can be broken without losing anything. */
export class StoreFront {
  mood: StoreMood = { kind: 'well' };
  /** Requests that were answered wrongly. */
  spoiled = 0;
  readonly port: number;
  readonly #server: Server;
  readonly #target: number;
  #next = 0;

  private constructor(target: number, port: number) {
    this.#target = target;
    this.port = port;
    this.#server = createServer((asked, answer) => this.#serve(asked, answer));
  }

  /** @param target port of the store on this machine @param port port to listen on */
  static async open(target: number, port: number): Promise<StoreFront> {
    const front = new StoreFront(target, port);
    await new Promise<void>((resolve, reject) => {
      front.#server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return front;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(asked: IncomingMessage, answer: ServerResponse): void {
    const { mood } = this;
    const isHit = mood.kind !== 'well' && this.#spread() < mood.share;
    if (isHit) this.spoiled += 1;
    if (isHit && mood.kind === 'refuses') {
      asked.resume();
      spoil(answer, 503, 'SlowDown');
      return;
    }
    const { method, url, headers } = asked;
    // The caller signed the name that it called, so that is passed on.
    const onward = request({ host: '127.0.0.1', port: this.#target, method, path: url, headers }, (got) => {
      if (isHit) {
        got.resume();
        got.once('end', () => spoil(answer, 500, 'InternalError'));
        return;
      }
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.once('error', () => answer.destroy());
    asked.once('error', () => onward.destroy());
    asked.pipe(onward);
  }

  /** Evenly over [0, 1), without another source of chance: every third and every other request is hit as asked. */
  #spread(): number {
    this.#next = (this.#next + 0.618_033_988_75) % 1;
    return this.#next;
  }
}

function spoil(answer: ServerResponse, status: number, code: string): void {
  if (answer.headersSent || answer.destroyed) return;
  answer.writeHead(status, { 'content-type': 'application/xml' });
  answer.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>chaos</Message></Error>`,
  );
}
