import { ABSTRACT_SHAPES } from './abstract-types.ts';
import { COMPOSITION_SHAPES } from './composition.ts';
import { KEY_SHAPES } from './keys.ts';
import { PROVIDES_SHAPES } from './provides.ts';
import { REQUIRES_SHAPES } from './requires.ts';
import type { Shape } from './shape.ts';

export const SHAPES: readonly Shape[] = [
  ...KEY_SHAPES,
  ...REQUIRES_SHAPES,
  ...PROVIDES_SHAPES,
  ...ABSTRACT_SHAPES,
  ...COMPOSITION_SHAPES,
];
