import { expect, it } from 'vitest';
import { displayNameOf } from './display-name.ts';

it.each([
  ['Zoë\u0000 Núñez\n', 'Zoë  Núñez'],
  ['', 'New member'],
  ['zoe@example.org', 'New member'],
  ['x'.repeat(200), 'x'.repeat(80)],
])('shows %j as %j', (given, shown) => {
  expect(displayNameOf(given)).toBe(shown);
});
