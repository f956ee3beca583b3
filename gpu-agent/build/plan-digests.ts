import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { planDigest, plannersDigest } from '../runners/ffmpeg/plan-digest.ts';
import { SAMPLE_LOOKS } from '../runners/ffmpeg/testing/sample-looks.ts';
import { WORKFLOW_CATALOGUE } from '../runners/ffmpeg/workflow-catalogue.ts';
import type { JsonObject } from '../runners/json-value.ts';

/**
 * Writes down what the code makes of every workflow of the house and of every effect type, after a version was raised. A picture
 * that changed under the version that it had is refused: `node infra/local/run.mjs gpu-agent/build/plan-digests.ts`.
 */
const FILE = new URL('../runners/ffmpeg/plan-digests.json', import.meta.url);

interface Recorded {
  workflows: Record<string, { version: number; plan: string }>;
  planners: Record<string, { probes: JsonObject[]; digest: string }>;
}

const known = JSON.parse(await readFile(FILE, 'utf8')) as Recorded;
const workflows = WORKFLOW_CATALOGUE.map((workflow) => {
  const { id, version } = workflow;
  return [id, { version, plan: planDigest(workflow, SAMPLE_LOOKS) }] as const;
});
const changed = workflows.filter(([id, { version, plan }]) => {
  const before = known.workflows[id];
  return before?.version === version && before.plan !== plan;
});
if (changed.length > 0) {
  const names = changed.map(([id]) => id).join(', ');
  process.stderr.write(
    `These draw another picture under the version that they had; raise it first: ${names}\n`,
  );
  process.exitCode = 1;
} else {
  const effectTypes = [...new Set(WORKFLOW_CATALOGUE.map(({ effectTypeId }) => effectTypeId))];
  const planners = effectTypes.map((effectTypeId) => [effectTypeId, plannerOf(effectTypeId)] as const);
  const recorded = { workflows: Object.fromEntries(workflows), planners: Object.fromEntries(planners) };
  await writeFile(FILE, `${JSON.stringify(recorded, null, 2)}\n`);
}

/** By the settings that were used before, as long as the code takes them; else by today's. */
function plannerOf(effectTypeId: string): Recorded['planners'][string] {
  const today = WORKFLOW_CATALOGUE.filter(
    (workflow) => workflow.effectTypeId === effectTypeId && workflow.variant !== 'balanced',
  ).map(({ settings }) => settings);
  const probes = known.planners[effectTypeId]?.probes ?? today;
  try {
    return { probes, digest: plannersDigest(effectTypeId, probes, SAMPLE_LOOKS) };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { probes: today, digest: plannersDigest(effectTypeId, today, SAMPLE_LOOKS) };
  }
}
