import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { mediaPlaylist, multivariantPlaylist } from '@effect-studio/media/derived/hls-playlist';
import { type DerivedMedia, renditionKey, sheetKey } from '../domain/derived-media.ts';
import type { Video } from '../domain/video.ts';
import type { VideoResolvers } from '../generated/resolvers.ts';
import { readDerived, sameFilms } from '../persistence/derived-media.repository.ts';
import { loadVideo } from './load-video.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
/** How long a player may go on with one playlist. */
const TTL_SECONDS = 3_600;

function load(ctx: CallContext, video: Video): Promise<DerivedMedia | null> {
  if (video.status !== 'READY' || !video.sha256) return Promise.resolve(null);
  const byHash = loader<string, DerivedMedia>(ctx, 'derived-media', (hashes) =>
    ctx.db.transaction(ctx, (tx) => readDerived(tx, hashes)),
  );
  return byHash.load(video.sha256);
}

/** Fields of a clip about what was made of it after it was ready. */
export const derivedMediaResolvers: Pick<VideoResolvers, 'contactSheet' | 'hls' | 'sameFilms'> = {
  contactSheet: async (video, _args, ctx) => {
    const derived = await load(ctx, video);
    return derived && { ...derived.sheet, url: await ctx.storage.signedGet(sheetKey(video.sha256!)) };
  },
  hls: async (video, _args, ctx) => {
    const derived = await load(ctx, video);
    if (!derived) return null;
    // Real time: addresses are signed by it, whatever the studio's clock says.
    const expiresAt = new Date(Date.now() + TTL_SECONDS * 1_000);
    const playlists = new Map<string, string>();
    for (const rendition of derived.renditions) {
      const key = renditionKey(video.sha256!, rendition.name);
      const url = await ctx.storage.signedGet(key, { ttlSeconds: TTL_SECONDS });
      const text = Buffer.from(mediaPlaylist(rendition, url)).toString('base64');
      playlists.set(rendition.name, `data:${PLAYLIST_TYPE};base64,${text}`);
    }
    return {
      playlist: multivariantPlaylist(derived.renditions, ({ name }) => playlists.get(name)!),
      expiresAt,
    };
  },
  sameFilms: async (video, _args, ctx) => {
    if (video.status !== 'READY' || video.isHouseClip) return [];
    const byClip = loader<string, string[]>(ctx, 'same-films', (ids) =>
      ctx.db.transaction(ctx, (tx) => sameFilms(tx, ids)),
    );
    const found = await Promise.all(((await byClip.load(video.id)) ?? []).map((id) => loadVideo(ctx, id)));
    return found.filter((other) => other !== null);
  },
};
