import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { studioSchema } from './studio-schema.ts';

/**
 * How a web app is built, and served from source behind the gateway.
 * @param root the app's folder, absolute
 * @param apiPort the gateway's API port; needed by the development server only
 */
export function studioApp(root: string, apiPort: string | undefined): UserConfig {
  const target = `http://127.0.0.1:${apiPort ?? '8080'}`;
  return {
    root,
    plugins: [react(), studioSchema(path.basename(root) === 'web-admin' ? 'admin' : 'user')],
    // The gateway puts the nonce of each answer in this place.
    html: { cspNonce: '__CSP_NONCE__' },
    // The browser's Origin goes through: by it the gateway knows, on its API port, which app is asking.
    server: {
      proxy: { '/graphql': { target, ws: true }, '/sign-in': { target }, '/sign-out': { target } },
    },
    build: { target: 'es2023', outDir: 'dist', assetsInlineLimit: 0, reportCompressedSize: false },
  };
}
