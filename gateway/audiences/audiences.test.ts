import { systemCaller } from '@effect-studio/kernel/context';
import { admin } from '@effect-studio/testing/callers';
import { describe, expect, it } from 'vitest';
import { appOf } from './app.ts';
import { restrictCaller } from './restrict-caller.ts';

const origins = { user: ['http://localhost:4001'], admin: ['http://localhost:4002'] };

describe('the application of a request', () => {
  it('is that of its port when no browser says otherwise', () => {
    expect(appOf('user', undefined, origins)).toBe('user');
    expect(appOf('api', undefined, origins)).toBe('api');
  });

  it('is that of the origin on the API port', () => {
    expect(appOf('api', 'http://localhost:4001', origins)).toBe('user');
    expect(appOf('api', 'http://localhost:4002', origins)).toBe('admin');
  });

  it.each([
    ['user', 'http://localhost:4002'],
    ['admin', 'http://localhost:4001'],
    ['api', 'https://evil.example'],
    ['user', 'null'],
  ] as const)('is none on port %s for a page of %s', (listener, origin) => {
    expect(appOf(listener, origin, origins)).toBeNull();
  });
});

describe('a restricted caller', () => {
  it('is only a user in the users’ app, though an admin', () => {
    expect(restrictCaller(admin(), 'user')).toMatchObject({ roles: ['user'], scopes: ['user'] });
  });

  it.each(['admin', 'api'] as const)('keeps what an admin may do in %s', (app) => {
    expect(restrictCaller(admin(), app)).toMatchObject({
      roles: ['user', 'admin'],
      scopes: ['user', 'admin'],
    });
  });

  it('never keeps what only the platform may do', () => {
    expect(restrictCaller(systemCaller(), 'api')).toMatchObject({ roles: [], scopes: [] });
  });
});
