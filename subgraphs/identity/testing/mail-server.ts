import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface Letter {
  to: string[];
  text: string;
}

/** A mail server in as many words as a sender needs (RFC 5321), which keeps what it gets. */
export class MailServer {
  readonly letters: Letter[] = [];
  /** Its reply to every address; null: it takes letters. */
  refusal: string | null = null;
  readonly #server: Server = createServer((socket) => this.#converse(socket));

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  #converse(socket: Socket): void {
    let held = '';
    let letter: Letter = { to: [], text: '' };
    let isData = false;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    socket.on('error', () => undefined);
    say('220 mail.example ESMTP');
    const hear = (line: string): void => {
      if (isData && line !== '.') {
        letter.text += `${line}\n`;
      } else if (isData) {
        isData = false;
        this.letters.push(letter);
        say('250 taken');
      } else if (/^MAIL/i.test(line)) {
        letter = { to: [], text: '' };
        say('250 ok');
      } else if (/^RCPT/i.test(line)) {
        letter.to.push(/<(.+)>/.exec(line)?.[1] ?? '');
        say(this.refusal ?? '250 ok');
      } else if (/^DATA/i.test(line)) {
        isData = true;
        say('354 go on');
      } else if (/^QUIT/i.test(line)) {
        socket.end('221 bye\r\n');
      } else {
        say('250 mail.example');
      }
    };
    socket.on('data', (bytes) => {
      held += bytes.toString();
      const lines = held.split('\r\n');
      held = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
  }
}
