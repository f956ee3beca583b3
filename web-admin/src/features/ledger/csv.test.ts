import { expect, it } from 'vitest';
import { csvOf } from './csv.ts';

it('quotes what needs it and lets no cell become a formula', () => {
  expect(
    csvOf(
      ['a', 'b'],
      [
        ['plain, with "quotes"', '=HYPERLINK("x")'],
        ['-12', '-cmd'],
      ],
    ),
  ).toBe(`a,b\r\n"plain, with ""quotes""","'=HYPERLINK(""x"")"\r\n-12,'-cmd\r\n`);
});
