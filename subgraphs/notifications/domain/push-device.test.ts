import { createECDH, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { faultOf } from './push-device.ts';

const target = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/abc',
  p256dh: createECDH('prime256v1').generateKeys('base64url'),
  auth: randomBytes(16).toString('base64url'),
};
const hosts = { known: ['fcm.googleapis.com', 'push.example'], own: ['127.0.0.1'] };
const faultAt = (endpoint: string) => faultOf({ ...target, endpoint }, hosts)?.field ?? null;

describe('a device that is to get pushes', () => {
  it('is taken with the address of a known push service and whole keys', () => {
    expect(faultOf(target, hosts)).toBeNull();
    expect(faultAt('https://updates.push.example/x')).toBeNull();
    expect(faultAt('http://127.0.0.1:9000/x')).toBeNull();
  });

  it.each([
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evilpush.example/x',
    'https://169.254.169.254/latest',
    'https://user@push.example/x',
    'nonsense',
  ])('cannot make the studio call %s', (endpoint) => {
    expect(faultAt(endpoint)).toBe('endpoint');
  });

  it('is refused with keys that no browser made', () => {
    expect(faultOf({ ...target, p256dh: 'AAAA' }, hosts)?.field).toBe('p256dh');
    expect(faultOf({ ...target, auth: 'AAAA' }, hosts)?.field).toBe('auth');
  });
});
