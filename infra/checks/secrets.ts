import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Looks through everything that is committed for what only a secret looks like. Shapes are those that their issuers
 * publish; what is made at random without a shape cannot be told from a digest, and is kept out by `.studio` being ignored.
 */
const SHAPES: readonly [what: string, pattern: string][] = [
  ['a private key', '-----BEGIN ([A-Z]+ )*PRIVATE KEY-----[[:space:]]*(\\\\n)?[A-Za-z0-9+/]{16}'],
  ['an AWS access key', '\\b(AKIA|ASIA)[0-9A-Z]{16}\\b'],
  ['a GitHub token', '\\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})'],
  ['a Slack token or webhook', '\\bxox[abprs]-[A-Za-z0-9-]{20,}|hooks\\.slack\\.com/services/T[A-Z0-9]{8,}/'],
  ['a Stripe live key', '\\b[rs]k_live_[A-Za-z0-9]{20,}'],
  ['a Google API key', '\\bAIza[A-Za-z0-9_-]{35}'],
  ['an OpenAI or Anthropic key', '\\bsk-(proj-|ant-)?[A-Za-z0-9_-]{32,}'],
  ['an npm token', '\\bnpm_[A-Za-z0-9]{36}\\b'],
  ['a PagerDuty key in a URL', 'events\\.pagerduty\\.com/[^ ]*[?&](routing|service)_key='],
  ['a password in a URL', '(postgres(ql)?|rediss?|amqps?|mongodb)://[^:/@ $`{}]+:[^@/ $`{}<>]{8,}@'],
];

/** Found where it belongs, each with the reason. */
const KNOWN: readonly [file: RegExp, why: string][] = [
  [/^infra\/checks\/secrets(\.test)?\.ts$/, 'the shapes themselves'],
];

/** Engines on this machine, and the keys of AWS's own documentation. */
const HARMLESS = /@(127\.0\.0\.1|localhost|\[::1\])[:/]|EXAMPLE\b/;

/** A line that should not be there. Its text is not told: it would go into the log of the check. */
export interface Found {
  what: string;
  file: string;
  line: number;
}

/** @param root the repository @throws when git is not there */
export function findSecrets(root: string): Found[] {
  return SHAPES.flatMap(([what, pattern]) =>
    grep(root, pattern)
      .filter((hit) => !HARMLESS.test(hit))
      .map((hit) => /^([^:]+):(\d+):/.exec(hit))
      .filter((hit) => hit !== null)
      .map(([, file, line]) => ({ what, file: file!, line: Number(line) }))
      .filter(({ file }) => !KNOWN.some(([known]) => known.test(file))),
  );
}

/** Lines of text files that git tracks, or would. */
function grep(root: string, pattern: string): string[] {
  try {
    const args = ['grep', '-nIE', '--untracked', '-e', pattern, '--', '.', ':!package-lock.json'];
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split(
      '\n',
    );
  } catch (error) {
    // 1: nothing was found.
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = findSecrets(fileURLToPath(new URL('../../', import.meta.url)));
  for (const { what, file, line } of found) process.stderr.write(`${file}:${line} looks like ${what}\n`);
  if (found.length > 0) {
    process.stderr.write(
      'Take it out, and have it changed where it was issued: what was committed is known.\n',
    );
  }
  process.exitCode = found.length === 0 ? 0 : 1;
}
