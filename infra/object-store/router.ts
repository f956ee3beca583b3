import { createBucket, deleteBucket, headBucket, listBuckets, listObjects } from './bucket-operations.ts';
import type { Exchange, Operation } from './exchange.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from './multipart-operations.ts';
import { copyObject, deleteObject, deleteObjects, getObject, putObject } from './object-operations.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

/** Sub-resources of S3 that this store does not have; answered plainly instead of as something else. */
const unsupported = ['acl', 'cors', 'lifecycle', 'policy', 'tagging', 'versioning', 'versions', 'versionId'];
unsupported.push(
  'website',
  'notification',
  'replication',
  'encryption',
  'object-lock',
  'retention',
  'legal-hold',
);
unsupported.push('select', 'restore', 'torrent', 'attributes', 'logging', 'requestPayment', 'accelerate');

/** @throws S3Error `NoSuchBucket`, `MethodNotAllowed`, `NotImplemented` */
export async function route(exchange: Exchange): Promise<void> {
  const { request, storage } = exchange;
  const missing = unsupported.find((name) => request.parameter(name) !== undefined);
  if (missing) throw new S3Error(501, 'NotImplemented', `The sub-resource ${missing} is not supported.`);
  const operation = operationFor(request);
  if (!operation)
    throw new S3Error(405, 'MethodNotAllowed', 'The method is not allowed against this resource.');
  if (request.bucket !== '' && operation !== createBucket && !storage.hasBucket(request.bucket)) {
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist.');
  }
  await operation(exchange);
}

function operationFor(request: S3Request): Operation | null {
  if (request.bucket === '') return request.method === 'GET' ? listBuckets : null;
  return request.key === '' ? bucketOperation(request) : objectOperation(request);
}

function bucketOperation(request: S3Request): Operation | null {
  const has = (name: string) => request.parameter(name) !== undefined;
  switch (request.method) {
    case 'PUT':
      return createBucket;
    case 'HEAD':
      return headBucket;
    case 'DELETE':
      return deleteBucket;
    case 'GET':
      if (has('uploads')) return listMultipartUploads;
      return request.parameter('list-type') === '2' ? listObjects : null;
    case 'POST':
      return has('delete') ? deleteObjects : null;
    default:
      return null;
  }
}

function objectOperation(request: S3Request): Operation | null {
  const has = (name: string) => request.parameter(name) !== undefined;
  switch (request.method) {
    case 'PUT':
      if (has('uploadId')) return uploadPart;
      return request.header('x-amz-copy-source') === undefined ? putObject : copyObject;
    case 'GET':
      return has('uploadId') ? listParts : getObject;
    case 'HEAD':
      return getObject;
    case 'DELETE':
      return has('uploadId') ? abortMultipartUpload : deleteObject;
    case 'POST':
      if (has('uploads')) return createMultipartUpload;
      return has('uploadId') ? completeMultipartUpload : null;
    default:
      return null;
  }
}
