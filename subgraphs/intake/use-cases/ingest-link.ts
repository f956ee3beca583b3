import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type SwitchedOff, switchedOff } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import type { ClipQuotaExceeded } from '../domain/clip-quota.ts';
import { hostOf, nameOfLink, readLink } from '../domain/link.ts';
import { type LinkRefused, linkRefused } from '../domain/link-refusal.ts';
import { platformOf } from '../domain/platform-link.ts';
import { displayName } from '../domain/upload-plan.ts';
import { UPLOADS_ROOT } from '../domain/video.ts';
import type { LinkPorts } from '../fetching/link-ports.ts';
import { expectObject } from '../persistence/expected-object.repository.ts';
import { LinkFetchEntity } from '../persistence/link-fetch.entity.ts';
import { VideoEntity } from '../persistence/video.entity.ts';
import { refuseByQuota } from './check-quota.ts';
import type { VideoReference } from './video-reference.ts';

type Begun = VideoReference | SwitchedOff | ClipQuotaExceeded;

export interface IngestLink {
  url: string;
  idempotencyKey: string;
}

/**
 * Begins to fetch a clip from a link. What can be told from the link alone is refused here; where it really leads, and
 * what lies there, is found out by the job `fetch-link`.
 */
export async function ingestLink(
  ctx: CallContext,
  input: IngestLink,
  ports: LinkPorts,
): Promise<Begun | LinkRefused | IdempotencyConflict> {
  const link = input.url.trim();
  const url = followable(link, ports);
  if (!(url instanceof URL)) return url;
  const ownerId = ctx.caller.subjectId!;
  const command = { operation: 'ingestLink', key: input.idempotencyKey, payload: { url: link } };
  return idempotent<Begun>(ctx, command, async (tx) => {
    if (!ctx.flags.value('uploads.start', ctx.caller)) return switchedOff('New clips');
    const overQuota = await refuseByQuota(tx, 0);
    if (overQuota) return overQuota;
    const [id, videoId] = [newId(), newId()];
    const objectKey = `${UPLOADS_ROOT}${id}/source`;
    await expectObject(tx, objectKey);
    const owned = {
      ownerId,
      tenantId: ctx.caller.tenantId,
      createdAt: tx.now,
      updatedAt: tx.now,
      createdBy: ownerId,
    };
    await tx.manager.insert(VideoEntity, {
      ...owned,
      id: videoId,
      fileName: displayName(nameOfLink(url)),
      status: 'UPLOADING',
      isHouseClip: false,
      version: 1,
    });
    await tx.manager.insert(LinkFetchEntity, {
      ...owned,
      id,
      videoId,
      status: 'WAITING',
      url: url.href,
      objectKey,
      receivedBytes: '0',
    });
    await tx.schedule({
      kind: 'fetch-link',
      dedupeKey: `fetch:${videoId}`,
      payload: { videoId },
      maxAttempts: 3,
    });
    return { __typename: 'Video', id: videoId };
  });
}

/** A page of a platform needs only a resolver: what that finds is checked by where it lies. */
function followable(link: string, { policy, resolver }: LinkPorts): URL | LinkRefused {
  const anywhere = policy.hosts.length > 0 || resolver ? { ...policy, hosts: ['*'] } : policy;
  const url = readLink(link, anywhere);
  if (typeof url === 'string') return linkRefused(url);
  const platform = platformOf(hostOf(url));
  if (platform) return resolver ? url : linkRefused('PLATFORM', platform);
  const allowed = readLink(link, policy);
  return typeof allowed === 'string' ? linkRefused(allowed) : allowed;
}
