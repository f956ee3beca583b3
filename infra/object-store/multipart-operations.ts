import { type Exchange, sendEmpty, sendXml } from './exchange.ts';
import { objectHeaders } from './object-headers.ts';
import { wantsAbsent } from './object-operations.ts';
import { receivePayload, receiveText } from './payload.ts';
import { S3Error } from './s3-error.ts';
import { elementsNamed, textOf, toXml } from './xml.ts';

/** CreateMultipartUpload. */
export async function createMultipartUpload(exchange: Exchange): Promise<void> {
  const { bucket, key } = exchange.request;
  const upload = await exchange.uploads.create(bucket, key, objectHeaders(exchange.request), exchange.now());
  const { uploadId: UploadId } = upload;
  sendXml(exchange, toXml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId }));
}

/** UploadPart, numbers 1 to 10 000. */
export async function uploadPart(exchange: Exchange): Promise<void> {
  const { request, uploads, authentication } = exchange;
  if (request.header('x-amz-copy-source'))
    throw new S3Error(501, 'NotImplemented', 'UploadPartCopy is not supported.');
  const partNumber = Number(request.parameter('partNumber'));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > 10_000) {
    throw new S3Error(400, 'InvalidArgument', 'Part number must be an integer between 1 and 10000.');
  }
  const { uploadId } = await findUpload(exchange);
  const part = await uploads.putPart(request.bucket, uploadId, partNumber, exchange.now(), (stream) =>
    receivePayload(request, authentication, stream),
  );
  const { checksum } = part.received;
  sendEmpty(exchange, 200, {
    etag: `"${part.etag}"`,
    ...(checksum ? { [checksum.header]: checksum.value } : {}),
  });
}

/** ListParts, paged by `part-number-marker` and `max-parts` (1 000 at most). */
export async function listParts(exchange: Exchange): Promise<void> {
  const { request, uploads } = exchange;
  const { uploadId } = await findUpload(exchange);
  const after = Number(request.parameter('part-number-marker') ?? 0);
  const limit = Math.min(Number(request.parameter('max-parts') ?? 1000), 1000);
  const rest = (await uploads.parts(request.bucket, uploadId)).filter((part) => part.partNumber > after);
  const page = rest.slice(0, limit);
  const document = toXml('ListPartsResult', {
    Bucket: request.bucket,
    Key: request.key,
    UploadId: uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? after,
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Part: page.map((part) => ({
      PartNumber: part.partNumber,
      LastModified: part.lastModified,
      ETag: `"${part.etag}"`,
      Size: part.sizeBytes,
    })),
  });
  sendXml(exchange, document);
}

/** CompleteMultipartUpload. */
export async function completeMultipartUpload(exchange: Exchange): Promise<void> {
  const { request, uploads, authentication } = exchange;
  const upload = await findUpload(exchange);
  const xml = await receiveText(request, authentication);
  const wanted = elementsNamed('Part', xml).map((part) => ({
    partNumber: Number(textOf('PartNumber', part)),
    etag: (textOf('ETag', part) ?? '').replaceAll('"', ''),
  }));
  const record = await uploads.complete(
    request.bucket,
    upload,
    wanted,
    exchange.now(),
    wantsAbsent(exchange),
  );
  const Location = `http://${request.header('host')}/${request.bucket}/${encodeURIComponent(request.key)}`;
  const ETag = `"${record.etag}"`;
  sendXml(
    exchange,
    toXml('CompleteMultipartUploadResult', { Location, Bucket: request.bucket, Key: request.key, ETag }),
  );
}

/** AbortMultipartUpload: the parts are gone afterwards. */
export async function abortMultipartUpload(exchange: Exchange): Promise<void> {
  const { uploadId } = await findUpload(exchange);
  await exchange.uploads.abort(exchange.request.bucket, uploadId);
  sendEmpty(exchange, 204);
}

/** ListMultipartUploads with a prefix; all in one page. */
export async function listMultipartUploads(exchange: Exchange): Promise<void> {
  const { request, uploads } = exchange;
  const prefix = request.parameter('prefix') ?? '';
  const found = await uploads.list(request.bucket, prefix);
  const document = toXml('ListMultipartUploadsResult', {
    Bucket: request.bucket,
    Prefix: prefix,
    IsTruncated: false,
    Upload: found.map((upload) => ({
      Key: upload.key,
      UploadId: upload.uploadId,
      Initiated: upload.initiated,
    })),
  });
  sendXml(exchange, document);
}

function findUpload({ request, uploads }: Exchange) {
  return uploads.find(request.bucket, request.key, request.parameter('uploadId') ?? '');
}
