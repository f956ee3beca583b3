/** A colour that people name, as an ink. `lightness` is OKLab's, 0..1, to two digits. */
export interface NamedColour {
  hex: string;
  lightness: number;
}

const COLOURS: Readonly<Record<string, NamedColour>> = {
  black: { hex: '#111111', lightness: 0.18 },
  navy: { hex: '#14213d', lightness: 0.25 },
  purple: { hex: '#5b2a86', lightness: 0.39 },
  blue: { hex: '#1f4fbf', lightness: 0.46 },
  green: { hex: '#1b7f4b', lightness: 0.53 },
  red: { hex: '#c1272d', lightness: 0.53 },
  teal: { hex: '#12807a', lightness: 0.54 },
  magenta: { hex: '#c2288f', lightness: 0.56 },
  pink: { hex: '#f48fb1', lightness: 0.77 },
  orange: { hex: '#f08c2e', lightness: 0.74 },
  cyan: { hex: '#3fd0e0', lightness: 0.79 },
  gold: { hex: '#e6b325', lightness: 0.79 },
  yellow: { hex: '#f7d038', lightness: 0.87 },
  cream: { hex: '#f6ead2', lightness: 0.94 },
  white: { hex: '#fafafa', lightness: 0.98 },
};

/** The colours that are named, in their order, each once. */
export function colourWords(words: readonly string[]): NamedColour[] {
  return [...new Set(words)].flatMap((word) => COLOURS[word] ?? []);
}
