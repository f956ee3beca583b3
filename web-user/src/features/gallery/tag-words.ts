/** A tag as people read it. */
export const tagWords = (tag: string): string => tag.replaceAll('-', ' ');
