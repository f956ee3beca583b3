import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from './config.ts';

const schema = z.object({
  PORT: z.coerce.number().int().positive(),
  NAME: z.string().min(1),
  MODE: z.enum(['a', 'b']).default('a'),
});

describe('configuration', () => {
  it('is typed, completed by defaults and frozen', () => {
    const config = readConfig(schema, { PORT: '80', NAME: 'x', OTHER: 'left aside' });
    expect(config).toEqual({ PORT: 80, NAME: 'x', MODE: 'a' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every fault at once', () => {
    expect(() => readConfig(schema, { PORT: '-1', MODE: 'c' })).toThrow(/PORT[\s\S]*NAME[\s\S]*MODE/);
  });
});
