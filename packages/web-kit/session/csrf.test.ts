import { expect, it } from 'vitest';
import { csrfHeader } from './csrf.ts';

it('sends the cookie of its own app, and nothing before a sign-in', () => {
  const cookies = 'a=b; studio_admin_csrf=two; studio_user_csrf=one';
  expect(csrfHeader('web-user', cookies)).toEqual({ 'x-studio-csrf': 'one' });
  expect(csrfHeader('web-admin', cookies)).toEqual({ 'x-studio-csrf': 'two' });
  expect(csrfHeader('web-user', 'a=b')).toEqual({});
});
