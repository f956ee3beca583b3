import { expect, it } from 'vitest';
import { scaleOf } from './signal-scale.ts';

it('draws logarithms as how many times the usual, waits in time, and shares in percent', () => {
  const told = (signal: Parameters<typeof scaleOf>[0], value: number) => {
    const { drawn, format } = scaleOf(signal);
    return format(drawn(value));
  };
  expect(told('LATENCY', 0)).toBe('1.00×');
  expect(told('COST', Math.log(2.5))).toBe('2.50×');
  expect(told('QUEUE', Math.log(1 + 42))).toBe('42.0 s');
  expect(told('THROTTLING', 0.462)).toBe('46.2%');
  expect(told('BALANCE', 7.5)).toBe('7.5 h');
});
