declare module 'virtual:studio-schema' {
  /** Members of every union and interface of the graph. */
  export const possibleTypes: Record<string, string[]>;
  /** Object types without an `id`. */
  export const valueTypes: string[];
}
