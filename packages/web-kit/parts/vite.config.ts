import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

/** The page of parts, for tests and for looking at: `npx vite packages/web-kit/parts`. */
export default {
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: { target: 'es2023', reportCompressedSize: false },
} satisfies UserConfig;
