import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Grave enough to stop a release. Lesser ones are for whoever updates the packages. */
const GRAVE = new Set(['high', 'critical']);

/** Advisories that do not concern us, by their address, each with the reason. */
const ACCEPTED: Readonly<Record<string, string>> = {};

/** What is known against a package that the product ships. */
export interface Advisory {
  name: string;
  severity: string;
  title: string;
  url: string;
}

/** One report of `npm audit --json` (report version 2), as far as it is read here. */
interface AuditReport {
  auditReportVersion?: number;
  vulnerabilities?: Record<string, { via: (string | Advisory)[] }>;
}

/**
 * Grave advisories of a report, each once. A package that is named only for what it depends on is told by that.
 * @returns null when the text is no report: the service did not answer
 */
export function graveAdvisories(
  text: string,
  accepted: Readonly<Record<string, string>> = ACCEPTED,
): Advisory[] | null {
  const report = parsed(text);
  if (!report?.auditReportVersion) return null;
  const own = Object.values(report.vulnerabilities ?? {}).flatMap(({ via }) =>
    via.filter((cause): cause is Advisory => typeof cause === 'object'),
  );
  const grave = own.filter(({ severity, url }) => GRAVE.has(severity) && !Object.hasOwn(accepted, url));
  return [...new Map(grave.map((advisory) => [`${advisory.name} ${advisory.url}`, advisory])).values()];
}

function parsed(text: string): AuditReport | null {
  try {
    return JSON.parse(text) as AuditReport;
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--json', '--fetch-retries=0'], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  const advisories = graveAdvisories(stdout ?? '');
  if (!advisories) process.stdout.write('The registry has no advisories to give; nothing was audited.\n');
  for (const { name, severity, title, url } of advisories ?? []) {
    process.stderr.write(`${name}: ${severity}: ${title} (${url})\n`);
  }
  if (advisories?.length) {
    process.stderr.write('Update the package, or accept it in infra/checks/advisories.ts with the reason.\n');
    process.exitCode = 1;
  }
}
