import { expect, it } from 'vitest';
import { cellAt } from './contact-sheet.ts';

const sheet = { url: '', columns: 4, rows: 4, frames: 10, cellWidth: 160, cellHeight: 90 };

it('finds the cell of a moment, row by row, and stays among those that are filled', () => {
  expect(cellAt(sheet, 0)).toEqual({ x: 0, y: 0 });
  expect(cellAt(sheet, 0.45)).toEqual({ x: 0, y: 90 });
  expect(cellAt(sheet, 0.59)).toEqual({ x: 160, y: 90 });
  expect(cellAt(sheet, 1)).toEqual({ x: 160, y: 180 });
  expect(cellAt(sheet, -1)).toEqual({ x: 0, y: 0 });
});
