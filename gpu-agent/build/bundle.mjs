import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Before packing: the agent with everything that it imports, its documents and workflows included, as one file of
 * JavaScript. What it needs beside itself are Node and media programs. Plain JavaScript, since npm runs it with whatever
 * Node there is.
 */
const AGENT = fileURLToPath(new URL('../', import.meta.url));
const OUTPUT = `${AGENT}dist/effect-studio-agent.mjs`;

await rm(`${AGENT}dist`, { recursive: true, force: true });
const bundle = await rolldown({
  input: `${AGENT}main.ts`,
  platform: 'node',
  // The program's own Node decides; nothing newer than what package.json asks for may slip in.
  transform: { target: 'node20' },
  // Optional native parts of ws; it works without them.
  external: ['bufferutil', 'utf-8-validate'],
  onLog: (level, log, handle) => {
    if (level === 'warn' && log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
    handle(level, log);
  },
});
await bundle.write({ file: OUTPUT, format: 'esm', minify: false, codeSplitting: false });
await bundle.close();
await chmod(OUTPUT, 0o755);
