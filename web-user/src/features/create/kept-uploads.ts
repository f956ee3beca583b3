import { deviceStore } from '@effect-studio/web-kit/device-store.ts';

/** An upload that was begun on this device and is not done: enough to go on. */
export interface KeptUpload {
  /** Which clip of which form it is for. */
  slot: string;
  uploadId: string;
  partSizeBytes: number;
  file: File;
  /** The store's ETags of the parts that it took, by part number. */
  etags: Record<number, string>;
}

/** An upload whose file the browser had no room for: it goes on when somebody picks the same file again. */
export interface FilelessUpload extends Omit<KeptUpload, 'file'> {
  name: string;
  sizeBytes: number;
}

const states = deviceStore<FilelessUpload>('es-upload-states');
/** Apart: a browser copies a file whole each time that it is kept, and parts are noted hundreds of times. */
const files = deviceStore<File>('es-upload-files');

/** Uploads of this device by slot. */
export const keptUploads = {
  /** Keeps the file of an upload that begins. */
  keepFile: (slot: string, file: File): Promise<void> => files.keep(slot, file),
  /** Notes how far it is. */
  keep: (slot: string, { file, ...upload }: KeptUpload): Promise<void> =>
    states.keep(slot, { ...upload, name: file.name, sizeBytes: file.size }),
  read: async (slot: string): Promise<KeptUpload | FilelessUpload | null> => {
    const [state, file] = await Promise.all([states.read(slot), files.read(slot)]);
    return state !== null && file !== null && isFileOf(state, file) ? { ...state, file } : state;
  },
  forget: async (slot: string): Promise<void> => {
    await Promise.all([states.forget(slot), files.forget(slot)]);
  },
};

/** Whether a file is the one that an upload was begun with, as far as its name and size tell. */
export const isFileOf = ({ name, sizeBytes }: FilelessUpload, file: File): boolean =>
  file.name === name && file.size === sizeBytes;
