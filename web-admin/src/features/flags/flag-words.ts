import { formatCount } from '@effect-studio/web-kit/format.ts';

/** A flag's value as people read it. */
export function valueWords(value: unknown): string {
  if (typeof value === 'number') return formatCount(value);
  return value === true ? 'On' : value === false ? 'Off' : String(value);
}

/** True where something else holds than without any setting. */
export const isChanged = ({ value, defaultValue }: { value: unknown; defaultValue: unknown }): boolean =>
  value !== defaultValue;

export const REACHES = { TENANT: 'This tenant', EVERYONE: 'Everyone' } as const;
