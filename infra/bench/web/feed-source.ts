import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../local/services/service-context.ts';

/** Speaks as the studio on one subscription of a page, in between the page and the real studio. */
export class FeedSource {
  /** Resolves when the page has asked for the feed. */
  readonly isAsked: Promise<void>;
  readonly #page: Page;
  readonly #document: string;
  #onAsked: () => void = () => undefined;
  #send: (data: object) => void = () => undefined;

  /** @param document what its text begins with, such as `subscription ActionLogged` */
  constructor(page: Page, document: string) {
    this.#page = page;
    this.#document = document;
    this.isAsked = new Promise((resolve) => {
      this.#onAsked = resolve;
    });
  }

  /** Before the page is opened. */
  async open(): Promise<void> {
    const hash = await hashOf(this.#document);
    await this.#page.routeWebSocket(/\/graphql/, (link) => {
      const server = link.connectToServer();
      server.onMessage((message) => link.send(message));
      link.onMessage((message) => {
        const text = String(message);
        if (text.includes(hash)) {
          const { id } = JSON.parse(text) as { id: string };
          this.#send = (data) => link.send(JSON.stringify({ id, type: 'next', payload: { data } }));
          this.#onAsked();
        }
        server.send(message);
      });
    });
  }

  /** A value of the feed, as the studio would send it. */
  send(data: object): void {
    this.#send(data);
  }
}

/** The hash under which web-admin asks for a document. */
async function hashOf(document: string): Promise<string> {
  const file = path.join(repositoryRoot, 'schema/trusted-documents/web-admin.json');
  const documents = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  const found = Object.entries(documents).find(([, text]) => text.includes(document));
  if (found === undefined) throw new Error(`web-admin sends no ${document}`);
  return found[0].replace(/^sha256:/, '');
}
