import type { AgentConfig } from '../config.ts';
import { AGENT_VERSION } from '../config.ts';
import type { RunnerRegistry } from '../runners/runner-registry.ts';
import { freeDiskMiB } from '../work-folder.ts';

const ANSWER_MS = 5_000;

/** What a look at this machine found. */
export interface Diagnosis {
  /** For people, one finding a line. */
  text: string;
  /** Whether an agent with these settings would start, and has anything that it can run. */
  canWork: boolean;
}

/**
 * Says what this machine can run and why not.
 * @param config what of the settings fits
 * @param configFaults one line per setting that does not; the agent would not start with them
 */
export async function diagnose(
  config: AgentConfig,
  configFaults: readonly string[],
  runners: RunnerRegistry,
): Promise<Diagnosis> {
  const offers = runners.offers();
  const { gpuName, vramMiB, driverVersion } = runners.accelerator;
  const lines = [
    `effect-studio-agent ${AGENT_VERSION}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    ...configFaults.map((fault) => line(false, 'settings', fault)),
    line(true, 'settings', `${config.name}, runners ${config.runners.join(', ')}`),
    line(
      true,
      'accelerator',
      vramMiB === null
        ? 'none: this machine works on its processor'
        : `${gpuName}, ${vramMiB} MiB${driverVersion ? `, driver ${driverVersion}` : ''}`,
    ),
    await studioLine(config),
    await diskLine(config),
    '',
    `Can run ${offers.length} workflows:`,
    ...offers.map(({ workflowId, digest }) => line(true, workflowId, digest.slice(0, 12))),
  ];
  const refusals = runners.refusals();
  if (refusals.length > 0) {
    lines.push('', `Cannot run ${refusals.length}:`);
    for (const { workflowId, why } of refusals) lines.push(line(false, workflowId, why));
  }
  return { text: `${lines.join('\n')}\n`, canWork: configFaults.length === 0 && offers.length > 0 };
}

const line = (isGood: boolean, what: string, finding: string): string =>
  `  ${isGood ? 'ok ' : 'NO '} ${what}: ${finding.replaceAll('\n', '; ')}`;

/** Whether the studio answers; anything that it answers shows that it is there. */
async function studioLine({ gatewayUrl }: AgentConfig): Promise<string> {
  try {
    const response = await fetch(gatewayUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-studio-client': 'gpu-agent' },
      body: JSON.stringify({ query: '{ __typename }' }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return line(true, 'studio', `${gatewayUrl} answers (${response.status})`);
  } catch (error) {
    return line(false, 'studio', `${gatewayUrl} does not answer: ${reasonOf(error)}`);
  }
}

async function diskLine({ workDir, leastDiskMiB }: AgentConfig): Promise<string> {
  const freeMiB = await freeDiskMiB(workDir);
  const finding = `${freeMiB} MiB free in ${workDir}; below ${leastDiskMiB} no work is taken`;
  return line(freeMiB >= leastDiskMiB, 'disk', finding);
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } } | null)?.cause;
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}
