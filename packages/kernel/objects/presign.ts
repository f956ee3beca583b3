import { createHash, createHmac } from 'node:crypto';

/** Who signs, for which region. */
export interface SigningIdentity {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

/** A request that whoever holds the URL may make. */
export interface PresignedRequest {
  method: 'GET' | 'PUT';
  /** Without a query; the path percent-encoded as it is sent. */
  url: URL;
  /** Parameters besides those of the signature. */
  query?: Readonly<Record<string, string>>;
  /** Seconds that the URL holds, 1 to 604800. */
  expiresInSeconds: number;
  now?: Date;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Signs URLs for S3 (AWS Signature Version 4, "Authenticating Requests: Using Query Parameters"): the host is the only signed
 * header and the payload is not signed. The SDK's presigner builds a client's whole middleware stack for each URL, which
 * takes some thirty times as long. The key of a day is derived once.
 */
export class Presigner {
  readonly #identity: SigningIdentity;
  #day = '';
  #key: Buffer = Buffer.alloc(0);

  constructor(identity: SigningIdentity) {
    this.#identity = identity;
  }

  sign({ method, url, query = {}, expiresInSeconds, now = new Date() }: PresignedRequest): string {
    const at = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const day = at.slice(0, 8);
    const scope = `${day}/${this.#identity.region}/s3/aws4_request`;
    const parameters = Object.entries({
      ...query,
      'X-Amz-Algorithm': ALGORITHM,
      'X-Amz-Credential': `${this.#identity.accessKeyId}/${scope}`,
      'X-Amz-Date': at,
      'X-Amz-Expires': String(expiresInSeconds),
      'X-Amz-SignedHeaders': 'host',
    })
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&');
    const canonical = `${method}\n${url.pathname}\n${parameters}\nhost:${url.host}\n\nhost\nUNSIGNED-PAYLOAD`;
    const text = `${ALGORITHM}\n${at}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
    const signature = createHmac('sha256', this.#keyOf(day)).update(text).digest('hex');
    return `${url.origin}${url.pathname}?${parameters}&X-Amz-Signature=${signature}`;
  }

  #keyOf(day: string): Buffer {
    if (this.#day === day) return this.#key;
    const hmac = (key: string | Buffer, text: string): Buffer =>
      createHmac('sha256', key).update(text).digest();
    const { secretAccessKey, region } = this.#identity;
    this.#key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), 's3'), 'aws4_request');
    this.#day = day;
    return this.#key;
  }
}

/** Percent-encodes all but the unreserved characters of RFC 3986, as the signature wants it. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
