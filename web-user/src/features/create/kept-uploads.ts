import { deviceStore } from '@effect-studio/web-kit/device-store.ts';

/** An upload that was begun on this device and is not done: enough to go on after a reload. */
export interface KeptUpload {
  /** Which clip of which form it is for. */
  slot: string;
  uploadId: string;
  partSizeBytes: number;
  file: File;
  /** The store's ETags of the parts that it took, by part number. */
  etags: Record<number, string>;
}

/** Uploads of this device by slot. */
export const keptUploads = deviceStore<KeptUpload>('es-uploads');
