/** A flag's value as people read it. */
export const valueWords = (value: unknown): string =>
  value === true ? 'On' : value === false ? 'Off' : String(value);

/** True where something else holds than without any setting. */
export const isChanged = ({ value, defaultValue }: { value: unknown; defaultValue: unknown }): boolean =>
  value !== defaultValue;

export const REACHES = { TENANT: 'This tenant', EVERYONE: 'Everyone' } as const;
