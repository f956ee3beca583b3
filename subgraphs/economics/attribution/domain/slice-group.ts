import type { SliceKey } from '../../margins/domain/minute-windows.ts';

/** What slices are put together by. */
export type WhyDimension = 'PROVIDER' | 'EFFECT_TYPE' | 'FLEET' | 'CELL';

/** Which slices a group holds; dimensions that it is not about are null. */
export interface GroupKey {
  providerId: string | null;
  effectTypeId: string | null;
  fleet: string | null;
}

export function groupKey({ providerId, effectTypeId, fleet }: SliceKey, by: WhyDimension): GroupKey {
  const is = (dimension: WhyDimension) => by === dimension || by === 'CELL';
  return {
    providerId: is('PROVIDER') ? providerId : null,
    effectTypeId: is('EFFECT_TYPE') ? effectTypeId : null,
    fleet: is('FLEET') ? fleet : null,
  };
}
