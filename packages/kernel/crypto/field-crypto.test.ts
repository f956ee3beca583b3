import { describe, expect, it } from 'vitest';
import { FieldCrypto } from './field-crypto.ts';

const crypto = new FieldCrypto('a secret of at least thirty-two characters', 'identity');

describe('a sealed field', () => {
  it('reads back at its own place', () => {
    expect(crypto.open(crypto.seal('anna@example.org', 'a'), 'a')).toBe('anna@example.org');
  });

  it('looks different each time', () => {
    expect(crypto.seal('same', 'a').equals(crypto.seal('same', 'a'))).toBe(false);
  });

  it('cannot be moved to another row', () => {
    expect(() => crypto.open(crypto.seal('x', 'row 1'), 'row 2')).toThrow(/cannot be read/);
  });

  it('cannot be changed', () => {
    const sealed = crypto.seal('tokens: 1', 'a');
    sealed[sealed.length - 1]! ^= 1;
    expect(() => crypto.open(sealed, 'a')).toThrow(/cannot be read/);
  });

  it('cannot be read under another secret', () => {
    const other = new FieldCrypto('another secret of thirty-two characters!', 'identity');
    expect(() => other.open(crypto.seal('x', 'a'), 'a')).toThrow(/cannot be read/);
  });
});

it('hashes the same text differently for different purposes', () => {
  expect(crypto.mac('address', 'x').equals(crypto.mac('address', 'x'))).toBe(true);
  expect(crypto.mac('address', 'x').equals(crypto.mac('code', 'x'))).toBe(false);
});
