const ATTEMPTS = 4;

/** The store did not take a part. */
class PartRefused extends Error {
  readonly code = 'PART_REFUSED';
  readonly retryable = true;
}

/** Sends bytes to a signed URL. XMLHttpRequest, because fetch does not report what was sent. */
function put(
  url: string,
  bytes: Blob,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onloadend = () => {
      signal.removeEventListener('abort', abort);
      const etag = request.getResponseHeader('etag');
      if (signal.aborted) reject(signal.reason);
      else if (request.status >= 200 && request.status < 300 && etag !== null) resolve(etag);
      else reject(new PartRefused(`The store answered ${request.status || 'nothing'}.`));
    };
    request.open('PUT', url);
    request.send(bytes);
  });
}

/**
 * Sends one part, again after a pause when it fails; every attempt asks for a URL anew, since one may have expired.
 * @returns the store's ETag of the part
 */
export async function putPart(
  signUrl: () => Promise<string>,
  bytes: Blob,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put(await signUrl(), bytes, onSent, signal);
    } catch (fault) {
      onSent(0);
      if (signal.aborted || attempt === ATTEMPTS || !(fault instanceof PartRefused)) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** attempt));
    }
  }
}
