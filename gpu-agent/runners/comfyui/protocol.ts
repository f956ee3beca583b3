import { z } from 'zod';
import type { Preview } from '../runner.ts';

/**
 * What ComfyUI says over its WebSocket and keeps in its history (0.3.64). Of what is not read here nothing is required,
 * and kinds of message that are not known are passed over: custom nodes send their own.
 */
const about = { prompt_id: z.string() };
const timestamp = z.number().optional();
const nodeProgress = z.object({ value: z.number(), max: z.number(), state: z.string() });

/** Files of one node, by the name that the node gave them: `images`, `gifs`, `video`, …; other members are passed over. */
export const nodeOutput = z.record(z.string(), z.unknown());

export const comfyUiMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('execution_start'), data: z.object({ ...about, timestamp }) }),
  z.object({
    type: z.literal('execution_cached'),
    data: z.object({ ...about, nodes: z.array(z.string()), timestamp }),
  }),
  z.object({
    type: z.literal('progress_state'),
    data: z.object({ ...about, nodes: z.record(z.string(), nodeProgress) }),
  }),
  z.object({
    type: z.literal('progress'),
    data: z.object({ ...about, node: z.string().nullish(), value: z.number(), max: z.number() }),
  }),
  z.object({ type: z.literal('executing'), data: z.object({ ...about, node: z.string().nullable() }) }),
  z.object({
    type: z.literal('executed'),
    data: z.object({ ...about, node: z.string(), output: nodeOutput.nullish() }),
  }),
  z.object({ type: z.literal('execution_success'), data: z.object({ ...about, timestamp }) }),
  z.object({
    type: z.literal('execution_error'),
    data: z.object({
      ...about,
      node_id: z.string().nullish(),
      node_type: z.string().nullish(),
      exception_type: z.string().nullish(),
      exception_message: z.string().nullish(),
    }),
  }),
  z.object({ type: z.literal('execution_interrupted'), data: z.object({ ...about }) }),
]);
export type ComfyUiMessage = z.infer<typeof comfyUiMessage>;

/** One finished prompt of `GET /history/{id}`. An error and an interrupt have the same status: the messages tell. */
export const historyEntry = z.object({
  outputs: z.record(z.string(), nodeOutput),
  status: z.object({
    status_str: z.string(),
    completed: z.boolean(),
    messages: z.array(z.tuple([z.string(), z.unknown()])),
  }),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

/** A message as text, or null for one that is not known, or is of the server as a whole. */
export function readMessage(text: string): ComfyUiMessage | null {
  try {
    return comfyUiMessage.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The messages of a history entry, in their order. */
export function historyMessages(entry: HistoryEntry): ComfyUiMessage[] {
  return entry.status.messages.flatMap(([type, data]) => {
    const message = comfyUiMessage.safeParse({ type, data });
    return message.success ? [message.data] : [];
  });
}

const PREVIEW_IMAGE = 1;
const PREVIEW_IMAGE_WITH_METADATA = 4;
const PNG = 2;

/**
 * Reads a binary message: big-endian u32 kind; for a preview (1) u32 format and the picture; for one with metadata (4)
 * u32 length, JSON and the picture.
 * @returns null for other kinds and for what is cut off
 */
export function readPreview(bytes: Uint8Array): Preview | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8) return null;
  const kind = view.getUint32(0);
  const second = view.getUint32(4);
  if (kind === PREVIEW_IMAGE) {
    return {
      mediaType: second === PNG ? 'image/png' : 'image/jpeg',
      bytes: bytes.subarray(8),
      nodeId: null,
    };
  }
  if (kind !== PREVIEW_IMAGE_WITH_METADATA || 8 + second > bytes.byteLength) return null;
  const metadata = metadataOf(bytes.subarray(8, 8 + second));
  return {
    mediaType: metadata.image_type === 'image/png' ? 'image/png' : 'image/jpeg',
    bytes: bytes.subarray(8 + second),
    nodeId: metadata.node_id ?? null,
  };
}

/** What is said of a picture; nothing where that cannot be read. */
function metadataOf(bytes: Uint8Array): z.infer<typeof previewMetadata> {
  try {
    return previewMetadata.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? {};
  } catch {
    return {};
  }
}

const previewMetadata = z.object({ image_type: z.string().optional(), node_id: z.string().optional() });
