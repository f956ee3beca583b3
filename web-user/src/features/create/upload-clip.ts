import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import type { AnyVariables, Client, DocumentInput } from '@urql/core';
import {
  AbortUploadDocument,
  CompleteUploadDocument,
  SignPartsDocument,
  StartUploadDocument,
} from './create.graphql.ts';
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
  suggestedAction: 'Check the connection, then choose the file again.',
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

async function sendParts(
  client: Client,
  file: File,
  upload: { id: string; partSizeBytes: number },
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<{ partNumber: number; etag: string }[]> {
  const waiting = planParts(file.size, upload.partSizeBytes);
  const sent = new Map<number, number>();
  const done: { partNumber: number; etag: string }[] = [];
  const report = (partNumber: number, bytes: number) => {
    sent.set(partNumber, bytes);
    onSent([...sent.values()].reduce((sum, part) => sum + part, 0));
  };
  async function lane(): Promise<void> {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const { partNumber, from, to } = part;
      const signUrl = async () => {
        const input = { uploadId: upload.id, partNumbers: [partNumber] };
        const { signUploadParts: answer } = await ask(client, SignPartsDocument, { input });
        if (answer.__typename !== 'SignedParts') throw new Refused(answer);
        return answer.parts[0]!.url;
      };
      const etag = await putPart(signUrl, file.slice(from, to), (bytes) => report(partNumber, bytes), signal);
      report(partNumber, to - from);
      done.push({ partNumber, etag });
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  return done.sort((a, b) => a.partNumber - b.partNumber);
}

/**
 * Sends a clip to the studio: opens an upload, puts its parts to signed URLs, confirms them. An upload that does
 * not end well is given up, so that the store keeps nothing of it.
 * @param onSent bytes that the store holds or is receiving
 * @returns the clip's id, or why it was refused; null when the signal was aborted
 */
export async function uploadClip(
  client: Client,
  file: File,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<{ videoId: string } | { problem: UploadProblem } | null> {
  let uploadId: string | null = null;
  try {
    const input = { fileName: file.name, sizeBytes: String(file.size), idempotencyKey: uuidV7() };
    const { startUpload: upload } = await ask(client, StartUploadDocument, { input });
    if (upload.__typename !== 'Upload') return { problem: upload };
    uploadId = upload.id;
    const parts = await sendParts(client, file, upload, onSent, signal);
    const { completeUpload: answer } = await ask(client, CompleteUploadDocument, {
      input: { uploadId, parts, idempotencyKey: uuidV7() },
    });
    if (answer.__typename !== 'Video') throw new Refused(answer);
    return { videoId: upload.video.id };
  } catch (fault) {
    if (uploadId !== null) {
      const input = { uploadId, idempotencyKey: uuidV7() };
      await client.mutation(AbortUploadDocument, { input }).toPromise();
    }
    if (signal.aborted) return null;
    return { problem: fault instanceof Refused ? fault.problem : LOST };
  }
}
