/** A browser's cookies and its way through redirects. Cookies are kept by name alone: all hosts are loopback. */
export class Browser {
  readonly cookies = new Map<string, string>();

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Opens one address as a person would, and follows nothing. */
  async open(url: string): Promise<Response> {
    const headers = { accept: 'text/html', cookie: this.cookieHeader };
    const response = await fetch(url, { headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';')[0]!;
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /**
   * Follows redirects until one leads to an address that `isEnd` takes.
   * @returns that address, unopened
   */
  async goUntil(url: string, isEnd: (url: string) => boolean): Promise<string> {
    for (let at = url; ; ) {
      const response = await this.open(at);
      const location = response.headers.get('location');
      if (!location) throw new Error(`${at} answered ${response.status}: ${await response.text()}`);
      at = new URL(location, at).href;
      if (isEnd(at)) return at;
    }
  }
}
