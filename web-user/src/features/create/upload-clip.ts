import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import type { AnyVariables, Client, DocumentInput } from '@urql/core';
import {
  AbortUploadDocument,
  CompleteUploadDocument,
  IngestLinkDocument,
  SignPartsDocument,
  StartUploadDocument,
  UploadStateDocument,
} from './create.graphql.ts';
import type { KeptUpload } from './kept-uploads.ts';
import { putPart } from './put-part.ts';
import { planParts } from './upload-plan.ts';

/** Parts under way at once. */
const LANES = 3;

/** Why a clip did not get into the studio, in its words. */
export interface UploadProblem {
  humanReadableCause: string;
  suggestedAction: string;
}

class Refused extends Error {
  readonly problem: UploadProblem;
  constructor(problem: UploadProblem) {
    super(problem.humanReadableCause);
    this.problem = problem;
  }
}

const LOST: UploadProblem = {
  humanReadableCause: 'The connection broke while the clip was being sent.',
  suggestedAction: 'Check the connection, then go on: what arrived is kept.',
};

const UNANSWERED: UploadProblem = {
  humanReadableCause: 'The studio did not answer, so the link was not taken.',
  suggestedAction: 'Check the connection and paste it again.',
};

/** A mutation's data. @throws CombinedError */
async function ask<Data, Variables extends AnyVariables>(
  client: Client,
  document: DocumentInput<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await client.mutation(document, variables).toPromise();
  if (error !== undefined) throw error;
  if (data === undefined) throw new Refused(LOST);
  return data;
}

export interface UploadHooks {
  /** Bytes that the store holds or is receiving. */
  onSent: (bytes: number) => void;
  /** Called when the upload was opened and after each part, so that it can be kept. */
  onKept: (upload: KeptUpload) => void;
}

/** How an upload ended: in the studio, refused, or held with what arrived. */
export type UploadOutcome =
  | { kind: 'sent'; videoId: string }
  | { kind: 'refused'; problem: UploadProblem }
  | { kind: 'held'; problem: UploadProblem | null };

/** Opens an upload for a file. @throws Refused when the studio does not take it */
async function openUpload(client: Client, slot: string, file: File): Promise<KeptUpload> {
  const input = { fileName: file.name, sizeBytes: String(file.size), idempotencyKey: uuidV7() };
  const { startUpload: upload } = await ask(client, StartUploadDocument, { input });
  if (upload.__typename !== 'Upload') throw new Refused(upload);
  return { slot, uploadId: upload.id, partSizeBytes: upload.partSizeBytes, file, etags: {} };
}

/**
 * The upload as far as the store has it: parts that it lost are sent again. Null when the studio gave it up meanwhile.
 */
export async function stillOpen(client: Client, kept: KeptUpload): Promise<KeptUpload | null> {
  const { data, error } = await client
    .query(UploadStateDocument, { id: kept.uploadId }, { requestPolicy: 'network-only' })
    .toPromise();
  if (error !== undefined) return kept;
  if (!data?.upload) return null;
  const received = new Set(data.upload.receivedParts);
  const etags = Object.fromEntries(Object.entries(kept.etags).filter(([part]) => received.has(Number(part))));
  return { ...kept, etags };
}

async function sendParts(
  client: Client,
  upload: KeptUpload,
  { onSent, onKept }: UploadHooks,
  signal: AbortSignal,
): Promise<void> {
  const { file, uploadId, etags } = upload;
  const parts = planParts(file.size, upload.partSizeBytes);
  const waiting = parts.filter(({ partNumber }) => etags[partNumber] === undefined);
  const sent = new Map<number, number>();
  for (const { partNumber, from, to } of parts)
    if (etags[partNumber] !== undefined) sent.set(partNumber, to - from);
  const report = (partNumber: number, bytes: number) => {
    sent.set(partNumber, bytes);
    onSent([...sent.values()].reduce((sum, part) => sum + part, 0));
  };
  async function lane(): Promise<void> {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const { partNumber, from, to } = part;
      const signUrl = async () => {
        const input = { uploadId, partNumbers: [partNumber] };
        const { signUploadParts: answer } = await ask(client, SignPartsDocument, { input });
        if (answer.__typename !== 'SignedParts') throw new Refused(answer);
        return answer.parts[0]!.url;
      };
      etags[partNumber] = await putPart(
        signUrl,
        file.slice(from, to),
        (bytes) => report(partNumber, bytes),
        signal,
      );
      report(partNumber, to - from);
      onKept(upload);
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
}

/**
 * Sends a clip to the studio: opens an upload or goes on with one, puts the parts that are missing to signed URLs, and
 * confirms them. Stopped by the signal or by a broken connection, it is held: what arrived stays in the store.
 * @param source a file to begin with, or an upload to go on with
 */
export async function uploadClip(
  client: Client,
  source: { slot: string; file: File } | KeptUpload,
  hooks: UploadHooks,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  try {
    const upload = 'uploadId' in source ? source : await openUpload(client, source.slot, source.file);
    hooks.onKept(upload);
    await sendParts(client, upload, hooks, signal);
    const parts = Object.entries(upload.etags).map(([part, etag]) => ({ partNumber: Number(part), etag }));
    const { completeUpload: answer } = await ask(client, CompleteUploadDocument, {
      input: {
        uploadId: upload.uploadId,
        parts: parts.sort((a, b) => a.partNumber - b.partNumber),
        idempotencyKey: uuidV7(),
      },
    });
    if (answer.__typename !== 'Video') throw new Refused(answer);
    return { kind: 'sent', videoId: answer.id };
  } catch (fault) {
    if (fault instanceof Refused) return { kind: 'refused', problem: fault.problem };
    return { kind: 'held', problem: signal.aborted ? null : LOST };
  }
}

/** Asks the studio to fetch a clip itself; the clip then tells how it goes. */
export async function fetchLink(
  client: Client,
  url: string,
): Promise<Extract<UploadOutcome, { kind: 'sent' | 'refused' }>> {
  try {
    const input = { url, idempotencyKey: uuidV7() };
    const { ingestLink: answer } = await ask(client, IngestLinkDocument, { input });
    return answer.__typename === 'Video'
      ? { kind: 'sent', videoId: answer.id }
      : { kind: 'refused', problem: answer };
  } catch {
    return { kind: 'refused', problem: UNANSWERED };
  }
}

/** Gives an upload up, so that the store keeps nothing of it. */
export async function giveUp(client: Client, uploadId: string): Promise<void> {
  await client.mutation(AbortUploadDocument, { input: { uploadId, idempotencyKey: uuidV7() } }).toPromise();
}
