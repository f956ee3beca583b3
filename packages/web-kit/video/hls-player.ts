import Hls, {
  type HlsConfig,
  type Loader,
  type LoaderCallbacks,
  type LoaderContext,
  type LoaderStats,
  LoadStats,
} from 'hls.js/light';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';

/** The text of a data address in base64; null for any other address. */
export function textOfDataAddress(address: string): string | null {
  const match = /^data:[^,]*;base64,(.*)$/s.exec(address);
  if (match === null) return null;
  const bytes = Uint8Array.from(atob(match[1]!), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/**
 * Reads playlists that are data addresses. They hold all that there is to know, and the page's policy lets nobody ask the network
 * for a data address.
 */
class InlinePlaylists implements Loader<LoaderContext> {
  context: LoaderContext | null = null;
  stats: LoaderStats = new LoadStats();
  #isOver = false;

  load(context: LoaderContext, _config: unknown, callbacks: LoaderCallbacks<LoaderContext>): void {
    this.context = context;
    const data = textOfDataAddress(context.url);
    // As a network would: after the caller is done with asking.
    queueMicrotask(() => {
      if (this.#isOver) return;
      if (data === null) {
        return callbacks.onError({ code: 0, text: 'no data address' }, context, null, this.stats);
      }
      const now = performance.now();
      Object.assign(this.stats, { loaded: data.length, total: data.length });
      Object.assign(this.stats.loading, { start: now, first: now, end: now });
      callbacks.onSuccess({ url: context.url, data, code: 200 }, this.stats, context, null);
    });
  }

  abort(): void {
    this.#isOver = true;
  }

  destroy(): void {
    this.#isOver = true;
  }
}

/** A playlist as an address that hls.js and players of the system take alike. */
export const addressOfPlaylist = (playlist: string): string =>
  `data:${PLAYLIST_TYPE};base64,${btoa(String.fromCharCode(...new TextEncoder().encode(playlist)))}`;

/**
 * Plays a clip in segments, as the network allows: with media source extensions where the browser has them, else by the system's
 * own player.
 * @param playlist multivariant playlist (RFC 8216) whose media playlists are data addresses
 * @param onFault called once when it cannot be played so, or no more
 * @returns ends it; null when this browser can do neither
 */
export function playInSegments(
  video: HTMLVideoElement,
  playlist: string,
  onFault: () => void,
): (() => void) | null {
  const address = addressOfPlaylist(playlist);
  if (!Hls.isSupported()) {
    if (video.canPlayType(PLAYLIST_TYPE) === '') return null;
    video.src = address;
    video.addEventListener('error', onFault, { once: true });
    return () => video.removeEventListener('error', onFault);
  }
  const hls = new Hls({
    // The worker of this build would be a file that is not there.
    enableWorker: false,
    pLoader: InlinePlaylists as unknown as HlsConfig['pLoader'],
    capLevelToPlayerSize: true,
    maxBufferLength: 20,
  });
  hls.on(Hls.Events.ERROR, (_event, { fatal }) => {
    if (!fatal) return;
    hls.destroy();
    onFault();
  });
  hls.loadSource(address);
  hls.attachMedia(video);
  return () => hls.destroy();
}
