import { expect, it } from 'vitest';
import { hasRoleByClaims } from './role-claim.ts';

const KEYCLOAK = { realm_access: { roles: ['studio-admin', 'offline_access'] } };

it.each([
  ['a list', { groups: ['everyone', 'studio-admin'] }, 'groups', true],
  ['a text', { role: 'studio-admin' }, 'role', true],
  ['a path of names', KEYCLOAK, 'realm_access.roles', true],
  ['a name with dots', { 'https://example.org/roles': ['studio-admin'] }, 'https://example.org/roles', true],
  ['another value', { groups: ['studio-admins'] }, 'groups', false],
  ['no such claim', { groups: ['studio-admin'] }, 'roles', false],
  ['a value inside another', { role: 'not studio-admin' }, 'role', false],
  ['an object', { role: { 'studio-admin': true } }, 'role', false],
  ['a name that objects have from JavaScript', {}, 'constructor.name', false],
])('reads %s', (_what, claims, name, isAdmin) => {
  expect(hasRoleByClaims(claims, { name, values: ['studio-admin', 'Object'] })).toBe(isAdmin);
});

it('takes a claim that is true or false where it is told so', () => {
  expect(hasRoleByClaims({ is_admin: true }, { name: 'is_admin', values: ['true'] })).toBe(true);
  expect(hasRoleByClaims({ is_admin: true }, { name: 'is_admin', values: ['admin'] })).toBe(false);
  expect(hasRoleByClaims({ is_admin: false }, { name: 'is_admin', values: ['true'] })).toBe(false);
});
