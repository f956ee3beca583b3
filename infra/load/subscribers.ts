import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

const INBOX =
  'subscription { notificationAdded { __typename ... on NotificationAdded { cursor } ... on Gap { __typename } } }';
const MARGINS = 'subscription { marginUpdates(window: DAY) { version } }';
const LOG = 'subscription { actionLogged { cursor } }';

/** People who watch, each on a socket of their own. */
export class Subscribers {
  readonly #clients: Client[] = [];
  readonly #inbox: number[] = [];
  #gaps = 0;
  #lost = 0;
  #isClosing = false;

  /**
   * Opens so many sockets: three of five on the creator's inbox, the others on the admin's margins and action log.
   * @throws Error when one is refused
   */
  static async open(
    graphqlUrl: string,
    tokens: { creator: string; admin: string },
    count: number,
  ): Promise<Subscribers> {
    const subscribers = new Subscribers();
    const url = graphqlUrl.replace(/^http/, 'ws');
    const kinds = [INBOX, MARGINS, INBOX, LOG, INBOX];
    for (let index = 0; index < count; index += 1) {
      const query = kinds[index % kinds.length]!;
      await subscribers.#add(url, query === INBOX ? tokens.creator : tokens.admin, query);
    }
    return subscribers;
  }

  async #add(url: string, token: string, query: string): Promise<void> {
    let admit: () => void = () => undefined;
    let refuse: (error: unknown) => void = () => undefined;
    const admitted = new Promise<void>((resolve, reject) => {
      admit = resolve;
      refuse = reject;
    });
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
      onNonLazyError: (error) => this.#ended(error, refuse),
      on: {
        connected: () => admit(),
        closed: (event) => this.#ended(event, refuse),
      },
    });
    this.#clients.push(client);
    await admitted;
    const place = query === INBOX ? this.#inbox.push(0) - 1 : null;
    client.subscribe<Record<string, { __typename?: string }>>(
      { query },
      {
        next: ({ data }) => {
          if (data?.notificationAdded?.__typename === 'Gap') this.#gaps += 1;
          else if (place !== null) this.#inbox[place]! += 1;
        },
        error: (error) => this.#ended(error, refuse),
        complete: () => undefined,
      },
    );
  }

  #ended(why: unknown, refuse: (error: unknown) => void): void {
    refuse(new Error(`a subscription was refused or ended: ${describe(why)}`));
    if (!this.#isClosing) this.#lost += 1;
  }

  /** What everyone has seen so far. All inboxes are one person's, so all must have got the same. */
  get seen(): { sockets: number; lost: number; gaps: number; leastNotices: number; mostNotices: number } {
    return {
      sockets: this.#clients.length,
      lost: this.#lost,
      gaps: this.#gaps,
      leastNotices: Math.min(...this.#inbox),
      mostNotices: Math.max(...this.#inbox),
    };
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(this.#clients.map((client) => client.dispose()));
  }
}

function describe(why: unknown): string {
  if (why instanceof Error) return why.message;
  const { code, reason } = why as { code?: number; reason?: string };
  return code === undefined ? String(JSON.stringify(why)) : `${code} ${reason ?? ''}`.trim();
}
