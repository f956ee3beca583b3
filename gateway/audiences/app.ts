/** The client application that a request comes from; with the caller's roles it makes the audience. */
export type App = 'user' | 'admin' | 'api';

/** The port that a request came in by; the same names. */
export type ListenerApp = App;

/** Origins at which the web apps are opened. */
export interface AppOrigins {
  readonly user: readonly string[];
  readonly admin: readonly string[];
}

/**
 * The application of a request. On an app's own port it is that app. On the API port a browser's Origin
 * tells (a development server forwards to it); programs send none and are `api`.
 * @returns null when a browser comes from somewhere else: it may not use cookies or sockets
 */
export function appOf(listener: ListenerApp, origin: string | undefined, origins: AppOrigins): App | null {
  if (origin === undefined) return listener;
  if (listener !== 'admin' && origins.user.includes(origin)) return 'user';
  if (listener !== 'user' && origins.admin.includes(origin)) return 'admin';
  return null;
}
