/** What a process of this bench says when it is ready. */
export interface Ready {
  port: number;
  /** Sent with every request to it. */
  headers?: Readonly<Record<string, string>>;
  /** Where GraphQL is answered, default `/graphql`. */
  path?: string;
}

/** Tells the bench that this process is ready, answers how much processor time it used, and ends with the bench. */
export function tellParent(ready: Ready): void {
  process.on('message', (message) => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuMicroseconds: user + system });
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(ready);
}
