import { describe, expect, it } from 'vitest';
import { drawCode, maskedNumber, normalisePhoneNumber } from './phone-number.ts';

describe('a telephone number', () => {
  it.each([
    ['+49 (151) 123-45678', '+4915112345678'],
    ['0049 151 12345678', '+4915112345678'],
    ['0151 12345678', null],
    ['+1', null],
    ['+49151123456789012', null],
    ['call me', null],
  ])('%s is %s', (text, number) => {
    expect(normalisePhoneNumber(text)).toBe(number);
  });

  it('is shown in part', () => {
    expect(maskedNumber('+4915112345678')).toBe('+49 … 678');
  });

  it('is confirmed by six digits, zeros in front included', () => {
    for (let draw = 0; draw < 200; draw += 1) expect(drawCode()).toMatch(/^\d{6}$/);
  });
});
