import { expect, test } from 'vitest';
import { encode, signRequest } from './signature.ts';

test("signs AWS's documented presigned GET exactly", () => {
  // Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters", the worked example.
  const signature = signRequest(
    {
      method: 'GET',
      path: '/test.txt',
      query: [
        ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
        ['X-Amz-Credential', 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request'],
        ['X-Amz-Date', '20130524T000000Z'],
        ['X-Amz-Expires', '86400'],
        ['X-Amz-SignedHeaders', 'host'],
      ],
      headers: [['host', 'examplebucket.s3.amazonaws.com']],
      payloadHash: 'UNSIGNED-PAYLOAD',
    },
    { date: '20130524', region: 'us-east-1', service: 's3' },
    '20130524T000000Z',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  );
  expect(signature).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
});

test("signs AWS's documented GET with a Range header exactly", () => {
  // The same reference, "Using the Authorization Header", example GET Object.
  const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const signature = signRequest(
    {
      method: 'GET',
      path: '/test.txt',
      query: [],
      headers: [
        ['host', 'examplebucket.s3.amazonaws.com'],
        ['range', 'bytes=0-9'],
        ['x-amz-content-sha256', emptyHash],
        ['x-amz-date', '20130524T000000Z'],
      ],
      payloadHash: emptyHash,
    },
    { date: '20130524', region: 'us-east-1', service: 's3' },
    '20130524T000000Z',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  );
  expect(signature).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
});

test('encodes everything but the unreserved characters of RFC 3986', () => {
  expect(encode("a-Z_0.~ /!'()*ü")).toBe('a-Z_0.~%20%2F%21%27%28%29%2A%C3%BC');
});
