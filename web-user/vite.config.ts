import { defineConfig } from 'vite';
import { studioApp } from '../packages/web-kit/vite/studio-app.ts';

/** `API_PORT` is the gateway's, to which the development server forwards. */
export default defineConfig(studioApp(import.meta.dirname, process.env.API_PORT));
