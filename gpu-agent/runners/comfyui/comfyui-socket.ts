import { WebSocket } from 'ws';

export interface SocketListener {
  text(text: string): void;
  binary(bytes: Uint8Array): void;
  opened(): void;
  /** It is gone; a new one is being tried. */
  dropped(): void;
}

const HANDSHAKE_MS = 10_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
/** A preview is a picture, not a film. */
const LARGEST_MESSAGE_BYTES = 32 * 1_048_576;

/**
 * One client's ear at a ComfyUI: its WebSocket, opened again whenever it drops, until closed. What was said meanwhile
 * is lost; `dropped` says so.
 */
export class ComfyUiSocket {
  readonly #url: string;
  readonly #listener: SocketListener;
  readonly #headers: Readonly<Record<string, string>>;
  #socket: WebSocket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  #isClosed = false;

  constructor(
    baseUrl: string,
    clientId: string,
    listener: SocketListener,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const url = new URL(`${baseUrl.replace(/\/$/, '')}/ws`);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('clientId', clientId);
    this.#url = url.href;
    this.#listener = listener;
    this.#headers = headers;
    this.#open();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#socket?.terminate();
  }

  #open(): void {
    const socket = new WebSocket(this.#url, {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: LARGEST_MESSAGE_BYTES,
      headers: { ...this.#headers },
    });
    this.#socket = socket;
    socket.on('open', () => {
      this.#failures = 0;
      // Only a first message makes previews carry their node.
      socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }));
      this.#listener.opened();
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#listener.binary(data);
      else this.#listener.text(data.toString('utf8'));
    });
    // What went wrong is said by the close that follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#isClosed) return;
      this.#listener.dropped();
      this.#failures += 1;
      const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures) * Math.random();
      this.#timer = setTimeout(() => this.#open(), waitMs);
    });
  }
}
