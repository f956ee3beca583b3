import { readFile, writeFile } from 'node:fs/promises';
import { planDigest } from '../runners/ffmpeg/plan-digest.ts';
import { SAMPLE_LOOKS } from '../runners/ffmpeg/testing/sample-looks.ts';
import { WORKFLOW_CATALOGUE } from '../runners/ffmpeg/workflow-catalogue.ts';

/**
 * Writes down what the code makes of every workflow of the house, after a version was raised. A picture that changed under the
 * version that it had is refused: `node infra/local/run.mjs gpu-agent/build/plan-digests.ts`.
 */
const FILE = new URL('../runners/ffmpeg/plan-digests.json', import.meta.url);

const known = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}')) as Record<
  string,
  { version: number; plan: string }
>;
const now = WORKFLOW_CATALOGUE.map((workflow) => {
  const { id, version } = workflow;
  return [id, { version, plan: planDigest(workflow, SAMPLE_LOOKS) }] as const;
});
const changed = now.filter(
  ([id, { version, plan }]) => known[id]?.version === version && known[id].plan !== plan,
);
if (changed.length > 0) {
  const names = changed.map(([id]) => id).join(', ');
  process.stderr.write(
    `These draw another picture under the version that they had; raise it first: ${names}\n`,
  );
  process.exitCode = 1;
} else {
  await writeFile(FILE, `${JSON.stringify(Object.fromEntries(now), null, 2)}\n`);
}
