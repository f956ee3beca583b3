import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

const kept = ['content-type', 'content-disposition', 'content-language', 'cache-control', 'expires'];
const largestMetadataBytes = 2 * 1024;

/** The headers of an upload that are stored with the object and sent with it. @throws S3Error `MetadataTooLarge` */
export function objectHeaders(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/octet-stream' };
  let metadataBytes = 0;
  for (const name of request.headerNames()) {
    const value = request.header(name);
    if (value === undefined) continue;
    if (name.startsWith('x-amz-meta-')) {
      metadataBytes += Buffer.byteLength(name + value);
      headers[name] = value;
    } else if (kept.includes(name)) headers[name] = value;
    else if (name === 'content-encoding') Object.assign(headers, contentEncoding(value));
  }
  if (metadataBytes > largestMetadataBytes) {
    throw new S3Error(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed size.');
  }
  return headers;
}

/** `aws-chunked` is the way of transfer, not part of the object. */
function contentEncoding(value: string): Record<string, string> {
  const encodings = value.split(',').map((encoding) => encoding.trim());
  const stored = encodings.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked').join(',');
  return stored === '' ? {} : { 'content-encoding': stored };
}

const overridable = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
];

/** The headers that a (signed) reader asks for in place of the stored ones: `response-content-type` and the like. */
export function overriddenHeaders(request: S3Request): Record<string, string> {
  return Object.fromEntries(
    overridable.flatMap((name) => {
      const value = request.parameter(`response-${name}`);
      return value === undefined || /[\r\n]/.test(value) ? [] : [[name, value]];
    }),
  );
}
