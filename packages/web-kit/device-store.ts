const STORE = 'values';

/** A few values kept on this device, by key; they outlive the page. */
export interface DeviceStore<Value> {
  read: (key: string) => Promise<Value | null>;
  keep: (key: string, value: Value) => Promise<void>;
  forget: (key: string) => Promise<void>;
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function act<Result>(
  name: string,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result | null> {
  try {
    const database = await open(name);
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    }).finally(() => database.close());
  } catch {
    // No storage, or no room in it: what would have been kept is lost with the page, and nothing else is.
    return null;
  }
}

/** Values in the browser's database, files too; without storage nothing is kept, and nothing fails. */
export const deviceStore = <Value>(name: string): DeviceStore<Value> => ({
  read: async (key) =>
    ((await act(name, 'readonly', (store) => store.get(key))) as Value | undefined) ?? null,
  keep: async (key, value) => void (await act(name, 'readwrite', (store) => store.put(value, key))),
  forget: async (key) => void (await act(name, 'readwrite', (store) => store.delete(key))),
});
