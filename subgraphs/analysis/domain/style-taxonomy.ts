/** Raised whenever a label is added, dropped or defined anew; analyses pin it. */
export const STYLE_TAXONOMY_VERSION = 2;
