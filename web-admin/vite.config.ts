import { defineConfig } from 'vite';
import { studioApp } from '../packages/web-kit/vite/studio-app.ts';

/** `API_PORT` is the gateway's port for this app when the development server stands before it. */
export default defineConfig(studioApp(import.meta.dirname, process.env.API_PORT));
